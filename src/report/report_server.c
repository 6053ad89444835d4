/* The steps of a report that look at the servers: the way to each, and discovery. */
#include "report/report.h"
#include "base/url.h"

static int look(struct report *r, const char *text, struct err *err)
{
	const struct oauth_config *o = &r->a.oauth;
	struct report_way *way = &r->ways[r->nways++];
	struct url *url = NULL;
	int code = http_probe(text, o->ca_file, o->allow_http_loopback, r->acquire.deadline_ms,
			      &way->probe);

	way->url = text;
	if (url_parse(text, &url, NULL) == 0) {
		snprintf(way->host, sizeof(way->host), "%s", url->host);
		way->port = url->port;
	}
	url_free(&url);
	if (code != 0)
		*err = way->probe.dns.code != 0 ? way->probe.dns : way->probe.tls_err;
	return code;
}

int report_way(struct report *r, struct err *err)
{
	const struct oauth_config *o = &r->a.oauth;

	return look(r,
		    o->token_endpoint != NULL             ? o->token_endpoint
		    : o->discovery == OAUTH_DISCOVERY_URL ? o->discovery_url
							  : o->issuer,
		    err);
}

int report_endpoint(struct report *r, struct err *err)
{
	const char *endpoint = r->a.metadata.endpoints[OAUTH_GRANT].url;
	struct url *a = NULL, *b = NULL;
	bool other = url_parse(r->ways[0].url, &a, NULL) == 0 &&
		     url_parse(endpoint, &b, NULL) == 0 && !url_same_origin(a, b);

	url_free(&a);
	url_free(&b);
	return other ? look(r, endpoint, err) : 0;
}

void report_on_document(const struct oauth_document *document, void *arg)
{
	struct report *r = arg;
	struct oauth_document *more = reallocarray(r->documents, r->ndocuments + 1, sizeof(*more)),
			      d = *document;

	if (d.date.known)
		r->date = d.date;
	/* Without memory for it the rest of the report is right all the same. */
	if (more == NULL)
		return;
	r->documents = more;
	d.url = strdup(document->url);
	d.outcome = strdup(document->outcome != NULL ? document->outcome : "");
	if (d.url != NULL && d.outcome != NULL) {
		more[r->ndocuments++] = d;
		return;
	}
	free_owned(d.url);
	free_owned(d.outcome);
}
