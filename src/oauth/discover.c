/* Discovery itself: asks for the documents in their order, and keeps what was found. */
#include "base/banned.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/trace.h"
#include "http/ca.h"
#include "oauth/discovery.h"
#include "http/http.h"
#include "oauth/retry.h"

/* One discovery while it runs. */
struct search {
	const struct oauth_config *config;
	const struct oauth_store *store;
	int64_t deadline_ms;
	struct oauth_problem *problem;
};

/* Where a document of one kind lies. */
struct location {
	int kind;
	char *url;
};
#define PLACES_MAX 3

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
	if (reply->status == 429 || reply->status >= 500)
		s->problem->retry_after_s = reply->retry_after_s;
	if (reply->status == 429)
		return err_set(err, EXIT_TEMPFAIL, "%s is asked too often (429): call again later",
			       url);
	if (reply->status >= 500)
		return err_set(err, EXIT_UNAVAILABLE, "%s answered %ld: call again later", url,
			       reply->status);
	if (reply->status >= 300 && reply->status <= 399)
		return err_set(
			err, EXIT_PROTOCOL,
			"%s redirects to %.200s: redirects are not followed; correct issuer, or "
			"set discovery to that URL",
			url, reply->location != NULL ? reply->location : "nowhere");
	return err_set(err, EXIT_PROTOCOL, "%s answered %ld: check issuer, or set token-endpoint",
		       url, reply->status);
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

/* Whether a kept document of a place is good. It is checked as a fresh one is: the configuration may
 * have changed. */
static bool take_kept(struct search *s, const struct location *place,
		      struct oauth_metadata *ret_metadata)
{
	struct buf kept = { .max = LIMIT_HTTP_BODY };
	struct oauth_attempt attempt = { .url = place->url, .kept = true, .used = true };
	char *key = store_key(s->config, place->kind, place->url);
	int64_t begin = clock_ms();
	struct err ignored = { 0 };
	bool found = false;

	if (key != NULL && s->store != NULL && s->store->get != NULL &&
	    s->store->get(s->store->arg, key, &kept))
		found = discovery_read(s->config, place->kind, place->url, &kept, ret_metadata,
				       &ignored) == DOCUMENT_USED;
	attempt.took_ms = clock_ms() - begin;
	if (found) {
		ret_metadata->kept = true;
		tell(s, &attempt, 0, NULL);
	}
	free(key);
	buf_free(&kept);
	return found;
}

static void keep(struct search *s, const struct location *place, const struct buf *document)
{
	if (s->store == NULL || s->store->put == NULL)
		return;
	char *key = store_key(s->config, place->kind, place->url);
	if (key != NULL)
		s->store->put(s->store->arg, key, document->data, document->len);
	free(key);
}

/* One place. Returns 0 and *ret_found, or an error that ends discovery. */
static int ask(struct search *s, const struct location *place, bool *ret_found,
	       struct oauth_metadata *ret_metadata, struct err *err)
{
	struct http_request request = {
		.url = place->url,
		.ca_file = s->config->ca_file,
		.allow_http_loopback = s->config->allow_http_loopback,
	};
	struct http_reply reply = HTTP_REPLY_INIT;
	struct oauth_attempt attempt = { .url = place->url };
	int64_t begin = clock_ms();
	int r;

	*ret_found = false;
	if ((r = retry_send(&request, s->deadline_ms, &reply, s->problem, err)) != 0)
		goto out;
	attempt.status = reply.status;
	attempt.date = reply.date;
	if (reply.status != 200) {
		r = try_next(&reply) ? 0 : bad_status(s, place->url, &reply, err);
		goto out;
	}
	switch (discovery_read(s->config, place->kind, place->url, &reply.body, ret_metadata,
			       err)) {
	case DOCUMENT_USED:
		*ret_found = true;
		keep(s, place, &reply.body);
		break;
	case DOCUMENT_BAD:
		r = err->code;
		s->problem->failure = r == EXIT_PROTOCOL ? OAUTH_FAIL_SERVER
				      : r == EXIT_DENIED ? OAUTH_FAIL_REQUEST
							 : OAUTH_FAIL_LOCAL;
		break;
	default:
		break;
	}
out:
	attempt.used = *ret_found;
	attempt.took_ms = clock_ms() - begin;
	tell(s, &attempt, r, err);
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

/* The places of the documents that are wanted, in their order. Returns their number, or -1. */
static int find_places(const struct oauth_config *config, struct location places[PLACES_MAX])
{
	static const int order[] = { OAUTH_DISCOVERY_SMART, OAUTH_DISCOVERY_OAUTH,
				     OAUTH_DISCOVERY_OIDC };
	int n = 0;

	if (config->discovery == OAUTH_DISCOVERY_URL) {
		places[0] = (struct location){ OAUTH_DISCOVERY_URL, strdup(config->discovery_url) };
		return places[0].url != NULL ? 1 : -1;
	}
	for (size_t i = 0; i < sizeof(order) / sizeof(order[0]); i++) {
		if (config->discovery != OAUTH_DISCOVERY_AUTO && config->discovery != order[i])
			continue;
		places[n] = (struct location){ order[i], discovery_url(config->issuer, order[i]) };
		if (places[n++].url == NULL)
			return -1;
	}
	return n;
}

/* What is kept of any place comes first: a discovery that was done spares all of its requests. */
static int search(struct search *s, const struct location *places, int n,
		  struct oauth_metadata *ret_metadata, struct err *err)
{
	bool found = false;
	int r;

	for (int i = 0; i < n; i++)
		if (take_kept(s, &places[i], ret_metadata))
			return 0;
	for (int i = 0; i < n; i++)
		if ((r = ask(s, &places[i], &found, ret_metadata, err)) != 0 || found)
			return r;
	s->problem->failure = OAUTH_FAIL_SERVER;
	return err_set(err, EXIT_PROTOCOL,
		       "%s publishes no metadata: check issuer, or set token-endpoint",
		       s->config->discovery == OAUTH_DISCOVERY_URL ? s->config->discovery_url
								   : s->config->issuer);
}

int oauth_discover(const struct oauth_config *config, const struct oauth_store *store,
		   int64_t deadline_ms, struct oauth_metadata *ret_metadata,
		   struct oauth_problem *ret_problem, struct err *err)
{
	struct search s = { config, store, deadline_ms, ret_problem };
	struct location places[PLACES_MAX] = { 0 };
	int n, r;

	*ret_problem = (struct oauth_problem){ .failure = OAUTH_FAIL_LOCAL };
	if (config->token_endpoint != NULL)
		return configured(config, ret_metadata, err);
	n = find_places(config, places);
	r = n < 0 ? err_nomem(err) : search(&s, places, n, ret_metadata, err);
	for (int i = 0; i < PLACES_MAX; i++)
		free(places[i].url);
	return r;
}
