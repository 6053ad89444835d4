/* The steps of a report that look at the servers: the way to each, and discovery. */
#include "report/report.h"
#include "base/json_out.h"
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

/* Without memory for it the rest of the report is right all the same. */
void report_on_document(const struct oauth_document *document, void *arg)
{
	struct report *r = arg;
	struct buf *text = &r->documents, *json = &r->documents_json;

	if (document->date.known)
		r->date = document->date;
	buf_printf(text, "%s%s", text->len > 0 ? ", " : "", document->url);
	if (document->status != 0)
		buf_printf(text, " %ld", document->status);
	/* The last one's outcome is the one that counts. */
	if (!document->used && document->status == 200)
		buf_printf(text, " (%s)", document->outcome);
	if (document->kept)
		buf_puts(text, " from the cache");
	json_begin(json, NULL, '{');
	json_text(json, "url", document->url);
	json_text(json, "outcome", document->outcome);
	json_boolean(json, "used", document->used);
	json_boolean(json, "from_cache", document->kept);
	if (document->status != 0)
		json_number(json, "status", document->status);
	json_number(json, "took_ms", document->took_ms);
	buf_putc(json, '}');
	buf_reset(&r->document_url);
	buf_puts(&r->document_url, document->url);
}
