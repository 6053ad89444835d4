/* The doctor: the whole way to a token and to the API behind it, live, and what was found as lines. */
#include "base/banned.h"
#include "acquire/acquire.h"
#include "acquire/attempt.h"
#include "acquire/finish.h"
#include "base/clock.h"
#include "base/kv.h"
#include "base/text.h"
#include "base/trace.h"
#include "base/url.h"
#include "http/probe.h"
#include "report/acquire_explain.h"
#include "report/diagnose_api.h"

/* One examination. */
struct doctor {
	struct acquisition a;
	struct acquire_request part; /* the request, with the deadline of the part that runs */
	struct buf *b;
	struct http_date date; /* of the answer that came last */
};

/* "NAME=CODE NAME_text= NAME_hint= NAME_fix=". */
static void put_outcome(struct buf *b, const char *name, int code, const struct err *err)
{
	struct err shown = *err;
	char key[64], line[ERR_LINE_MAX];

	kv_put_int(b, name, code);
	if (code == 0)
		return;
	shown.fix[0] = '\0';
	snprintf(key, sizeof(key), "%s_text", name);
	explain_put(b, key, err_line(&shown, line, sizeof(line)));
	snprintf(key, sizeof(key), "%s_hint", name);
	if (err->hint[0] != '\0')
		explain_put(b, key, err->hint);
	snprintf(key, sizeof(key), "%s_fix", name);
	if (err->fix[0] != '\0')
		explain_put(b, key, err->fix);
}

static void put_number(struct buf *b, const char *key, int64_t value)
{
	if (value != 0)
		kv_put_int(b, key, value);
}

static void put_text(struct buf *b, const char *key, const char *value)
{
	if (value[0] != '\0')
		explain_put(b, key, value);
}

static void put_tls(const struct http_probe *d, struct buf *b)
{
	put_number(b, "plain", d->plain);
	put_text(b, "peer", d->peer);
	kv_put_int(b, "connected", d->connect_ms);
	put_text(b, "protocol", d->tls);
	put_text(b, "issuer", d->issuer);
	put_text(b, "names", d->names);
	put_number(b, "expires_at", d->expires_s);
	explain_put(b, "ca", d->ca);
	explain_put(b, "ca_from", d->ca_from);
	explain_put(b, "fault", d->fault);
	put_outcome(b, "tls", d->tls_err.code, &d->tls_err);
}

/* The way to one server. Returns 0 if it is open. */
static int look(struct doctor *doc, const char *url)
{
	struct http_probe d;
	struct buf *b = doc->b;
	const struct oauth_config *o = &doc->a.oauth;
	int r = http_probe(url, o->ca_file, o->allow_http_loopback, doc->part.deadline_ms, &d);

	explain_put(b, "way", url);
	explain_put(b, "proxy", d.proxy);
	put_number(b, "literal", d.literal);
	for (size_t i = 0; i < d.naddresses; i++)
		explain_put(b, "address", d.addresses[i]);
	put_number(b, "more", (int64_t)d.more);
	kv_put_int(b, "resolved", d.resolve_ms);
	put_outcome(b, "dns", d.dns.code, &d.dns);
	if (d.dns.code == 0)
		put_tls(&d, b);
	return r;
}

/* An oauth_document_fn. */
static void on_document(const struct oauth_document *document, void *arg)
{
	struct doctor *doc = arg;

	explain_document(document, doc->b);
	if (document->date.known)
		doc->date = document->date;
}

/* Whether the token endpoint is a server that was not looked at yet. */
static bool elsewhere(const char *asked, const char *endpoint)
{
	struct url *a = NULL, *b = NULL;
	bool other = url_parse(asked, &a, NULL) == 0 && url_parse(endpoint, &b, NULL) == 0 &&
		     !url_same_origin(a, b);

	url_free(&a);
	url_free(&b);
	return other;
}

/* From the name of the server to the token endpoint. */
static int reach(struct doctor *doc)
{
	const struct oauth_config *o = &doc->a.oauth;
	const char *first = o->token_endpoint != NULL             ? o->token_endpoint
			    : o->discovery == OAUTH_DISCOVERY_URL ? o->discovery_url
								  : o->issuer;
	struct oauth_problem problem;
	struct err why = { 0 };
	int r;

	if ((r = look(doc, first)) != 0)
		return r;
	r = acquisition_discover(&doc->a, on_document, doc, &problem, &why);
	put_outcome(doc->b, "found", r, &why);
	if (r == 0) {
		explain_metadata(&doc->a, doc->b);
		const char *endpoint = doc->a.metadata.endpoints[OAUTH_GRANT].url;
		if (elsewhere(first, endpoint))
			r = look(doc, endpoint);
	}
	return r;
}

/* The stack. It runs whether the server can be used or not: both are to be seen. */
static int gather(struct doctor *doc)
{
	struct err why = { 0 };
	bool ran = false;
	int r = bind_check(doc->a.bound, &why);

	if (r == 0) {
		ran = true;
		r = acquisition_gather(&doc->a, false, &doc->a.outcome, &why);
	}
	explain_lines(&doc->a, doc->b);
	if (ran)
		explain_credential(&doc->a, r, doc->b);
	put_outcome(doc->b, "gathered", r, &why);
	return r;
}

static void put_failure(const struct acquisition *a, const struct oauth_problem *problem,
			const struct err *err, struct buf *b)
{
	static const char *const words[] = {
		[OAUTH_FAIL_NONE] = "local",      [OAUTH_FAIL_SERVER] = "server",
		[OAUTH_FAIL_REFUSED] = "refused", [OAUTH_FAIL_REQUEST] = "request",
		[OAUTH_FAIL_LOCAL] = "local",
	};

	explain_put(b, "failure", words[a->refused_before ? OAUTH_FAIL_REFUSED : problem->failure]);
	put_text(b, "error", err->reason);
}

/* What was granted, in words of ours alone: the server knows the secret by now. */
static void put_granted(const struct acquisition *a, const struct oauth_token *token, struct buf *b)
{
	char missing[1024];

	put_number(b, "lifetime", token->lifetime_s);
	if (a->oauth.scope != NULL && token->scope != NULL)
		put_text(b, "without",
			 text_missing(a->oauth.scope, token->scope, missing, sizeof(missing)));
}

/* The token request, with the lease held: its token or refusal is shared, as that of any call. */
static int ask(struct doctor *doc, struct acquired *got)
{
	struct acquisition *a = &doc->a;
	struct cache_lease *lease = NULL;
	struct oauth_problem problem = { 0 };
	struct oauth_token token = { 0 };
	struct err why = { 0 };
	int r = 0;

	if (a->cache != NULL)
		r = cache_lease_wait(a->cache, a->key, doc->part.deadline_ms, &lease, &why);
	/* Where no lease can be had, on a full disk for example, every caller asks the server itself. */
	if (r != EXIT_TEMPFAIL &&
	    (r = attempt_send(a, attempt_ask_token, &token, &problem, &why)) != 0)
		finish_failure(a, &problem, &why);
	if (problem.date.known)
		doc->date = problem.date;
	if (r == 0) {
		put_granted(a, &token, doc->b);
		r = finish_token(a, &token, got, &why);
	}
	cache_lease_release(&lease);
	put_outcome(doc->b, "granted", r, &why);
	if (r != 0)
		put_failure(a, &problem, &why, doc->b);
	oauth_token_clear(&token);
	return r;
}

static void call_api(struct doctor *doc, const struct secret *token)
{
	struct api_answer a = { 0 };
	struct err why = { 0 };
	const struct oauth_config *o = &doc->a.oauth;
	int r = diagnose_api(doc->part.url, o->ca_file, o->allow_http_loopback, token,
			     doc->part.deadline_ms, &a, &why);

	put_outcome(doc->b, "api", r, &why);
	put_number(doc->b, "http_status", a.status);
	explain_put(doc->b, "api_error", a.error);
	put_text(doc->b, "api_scope", a.scope);
}

static void examine(struct doctor *doc, struct acquired *a)
{
	struct acquired got = { 0 };
	int64_t deadline_ms = doc->part.deadline_ms;
	int reached, gathered;

	/* A server that hangs leaves the others their time. */
	doc->part.deadline_ms = clock_ms() + clock_left(deadline_ms) / 2;
	reached = reach(doc);
	doc->part.deadline_ms = deadline_ms;
	gathered = gather(doc);
	for (size_t i = 0; i < doc->a.outcome.nwarnings; i++)
		trace("doctor: warning: %s", doc->a.outcome.warnings[i]);
	if (reached == 0 && gathered == 0 && ask(doc, &got) == 0 && doc->part.url != NULL)
		call_api(doc, got.token);
	if (doc->date.known)
		kv_put_int(doc->b, "ahead", doc->date.ahead_s);
	buf_put(&a->warnings, buf_str(&got.warnings), got.warnings.len);
	acquired_clear(&got);
}

int acquire_doctor(const struct acquire_request *request, struct acquired *ret_acquired,
		   struct err *err)
{
	struct doctor doc = { .part = *request, .b = &ret_acquired->report };
	int r;

	doc.a.request = &doc.part;
	if ((r = acquisition_prepare(&doc.a, err)) == 0)
		examine(&doc, ret_acquired);
	acquisition_clear(&doc.a);
	return r;
}
