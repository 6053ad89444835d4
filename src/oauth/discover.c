/* Discovery itself: asks for the documents in their order, and keeps what was found. */
#include "base/banned.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/trace.h"
#include "oauth/ca.h"
#include "oauth/discovery.h"
#include "oauth/http.h"
#include "oauth/retry.h"

/* One discovery while it runs. */
struct search {
	const struct oauth_config *config;
	const struct oauth_store *store;
	int64_t deadline_ms;
	struct oauth_problem *problem;
};

/* Under which a document is kept: whom it speaks for, who vouched for the connection, and its URL. */
static char *store_key(const struct oauth_config *config, int kind, const char *url)
{
	const char *from, *ca = ca_bundle(config->ca_file, &from);
	struct buf b = BUF_INIT;

	buf_printf(&b, "metadata\nissuer=%s\nca=%s\nkind=%d\nurl=%s\n",
		   config->issuer != NULL ? config->issuer : "", ca != NULL ? ca : "", kind, url);
	char *key = buf_error(&b) ? NULL : strdup(buf_str(&b));
	buf_free(&b);
	return key;
}

/* Whether an answer without a document of this kind leaves the others to be asked for. */
static bool try_next(const struct http_reply *reply)
{
	return reply->status == 401 || reply->status == 403 || reply->status == 404 ||
	       reply->status == 410;
}

static int bad_status(struct search *s, const char *url, const struct http_reply *reply,
		      struct err *err)
{
	s->problem->failure = OAUTH_FAIL_SERVER;
	s->problem->retry_after_s = reply->status == 429 ? reply->retry_after_s : 0;
	if (reply->status == 429)
		return err_set(err, EXIT_TEMPFAIL, "%s is asked too often (429): call again later", url);
	if (reply->status >= 500)
		return err_set(err, EXIT_UNAVAILABLE, "%s answered %ld: call again later", url,
			       reply->status);
	if (reply->status >= 300 && reply->status <= 399)
		return err_set(err, EXIT_PROTOCOL,
			       "%s redirects to %.200s: redirects are not followed; correct issuer, or "
			       "set discovery to that URL",
			       url, reply->location != NULL ? reply->location : "nowhere");
	return err_set(err, EXIT_PROTOCOL, "%s answered %ld: check issuer, or set token-endpoint", url,
		       reply->status);
}

/* How one document's turn went: kept is of the store, status of the answer. */
static void tell(const struct search *s, struct oauth_attempt *a, int r, const struct err *err)
{
	if (r != 0)
		a->outcome = err->text;
	else if (a->used)
		a->outcome = a->kept ? "used, from the cache" : "used";
	else if (a->status == 200)
		a->outcome = "the answer is not a JSON object";
	else
		a->outcome = "there is none";
	trace("discovery: %s: %s", a->url, a->outcome);
	if (s->config->attempt != NULL)
		s->config->attempt(a, s->config->attempt_arg);
}

/* One kind. Returns 0 and *ret_found, or an error that ends discovery. */
static int ask(struct search *s, int kind, const char *url, bool *ret_found,
	       struct oauth_metadata *ret_metadata, struct err *err)
{
	struct http_request request = {
		.url = url,
		.ca_file = s->config->ca_file,
		.allow_http_loopback = s->config->allow_http_loopback,
	};
	struct http_reply reply = HTTP_REPLY_INIT;
	struct buf kept = { .max = LIMIT_HTTP_BODY };
	struct oauth_attempt attempt = { .url = url };
	char *key = store_key(s->config, kind, url);
	int64_t begin = clock_ms();
	int r = 0;

	*ret_found = false;
	/* Kept documents are checked as fresh ones are: the configuration may have changed. */
	if (key != NULL && s->store != NULL && s->store->get != NULL &&
	    s->store->get(s->store->arg, key, &kept) &&
	    discovery_read(s->config, kind, url, &kept, ret_metadata, err) == DOCUMENT_USED) {
		*ret_found = attempt.kept = ret_metadata->kept = true;
		goto out;
	}
	if ((r = retry_send(&request, s->deadline_ms, &reply, s->problem, err)) != 0)
		goto out;
	attempt.status = reply.status;
	if (reply.status != 200) {
		r = try_next(&reply) ? 0 : bad_status(s, url, &reply, err);
		goto out;
	}
	switch (discovery_read(s->config, kind, url, &reply.body, ret_metadata, err)) {
	case DOCUMENT_USED:
		*ret_found = true;
		if (key != NULL && s->store != NULL && s->store->put != NULL)
			s->store->put(s->store->arg, key, reply.body.data, reply.body.len);
		break;
	case DOCUMENT_BAD:
		r = err->code;
		s->problem->failure = r == EXIT_DENIED ? OAUTH_FAIL_REQUEST : OAUTH_FAIL_SERVER;
		break;
	default:
		break;
	}
out:
	attempt.used = *ret_found;
	attempt.took_ms = clock_ms() - begin;
	tell(s, &attempt, r, err);
	free(key);
	buf_free(&kept);
	http_reply_clear(&reply);
	return r;
}

static int configured(const struct oauth_config *config, struct oauth_metadata *ret_metadata,
		      struct err *err)
{
	char *endpoint = strdup(config->token_endpoint);

	if (endpoint == NULL)
		return err_nomem(err);
	*ret_metadata = (struct oauth_metadata){ .token_endpoint = endpoint };
	return 0;
}

int oauth_discover(const struct oauth_config *config, const struct oauth_store *store,
		   int64_t deadline_ms, struct oauth_metadata *ret_metadata,
		   struct oauth_problem *ret_problem, struct err *err)
{
	static const int order[] = { OAUTH_DISCOVERY_SMART, OAUTH_DISCOVERY_OAUTH,
				     OAUTH_DISCOVERY_OIDC };
	struct search s = { config, store, deadline_ms, ret_problem };
	bool found = false;
	int r;

	*ret_problem = (struct oauth_problem){ .failure = OAUTH_FAIL_LOCAL };
	if (config->token_endpoint != NULL)
		return configured(config, ret_metadata, err);
	if (config->discovery == OAUTH_DISCOVERY_URL) {
		r = ask(&s, OAUTH_DISCOVERY_URL, config->discovery_url, &found, ret_metadata, err);
		if (r != 0 || found)
			return r;
	}
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (config->discovery != OAUTH_DISCOVERY_AUTO && config->discovery != order[i])
			continue;
		char *url = discovery_url(config->issuer, order[i]);
		r = url == NULL ? err_nomem(err) : ask(&s, order[i], url, &found, ret_metadata, err);
		free(url);
		if (r != 0 || found)
			return r;
	}
	ret_problem->failure = OAUTH_FAIL_SERVER;
	return err_set(err, EXIT_PROTOCOL,
		       "%s publishes no metadata: check issuer, or set token-endpoint",
		       config->discovery == OAUTH_DISCOVERY_URL ? config->discovery_url :
								  config->issuer);
}
