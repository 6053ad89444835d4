/* Discovery: asks for the documents in their order, and keeps the one that is found. */
#include "base/clock.h"
#include "base/trace.h"
#include "http/library.h"
#include "oauth/discover.h"
#include "oauth/discovery.h"
#include "oauth/retry.h"

/* One discovery while it runs. */
struct search {
	const struct oauth_config *config;
	const struct oauth_store *store;
	int64_t deadline_ms;
	struct oauth_problem *problem;
};

/* The place of a document of one kind, and the key that it is kept under: its issuer, the
 * authorities that the connection was checked against, its kind and its URL. */
struct document_place {
	int kind;
	char *url, *key;
};
#define PLACES_MAX 3

/* Returns 0, or -1 without memory. */
static int set_place(const struct oauth_config *config, int kind, struct document_place *place)
{
	const char *from, *ca = ca_bundle(config->ca_file, &from);

	place->kind = kind;
	place->url = kind == OAUTH_DISCOVERY_URL ? strdup(config->discovery_url)
						 : discovery_url(config->issuer, kind);
	if (place->url != NULL &&
	    asprintf(&place->key, "metadata\nissuer=%s\nca=%s\nkind=%d\nurl=%s\n",
		     config->issuer != NULL ? config->issuer : "", ca != NULL ? ca : "", kind,
		     place->url) < 0)
		place->key = NULL;
	return place->key != NULL ? 0 : -1;
}

/* Returns 0 if the server has no document of this kind, so that the next kind is asked for. */
static int judge_status(struct search *s, const char *url, const struct http_reply *reply,
			struct err *err)
{
	char later[RETRY_WORDS_SIZE];

	if (reply->status == 401 || reply->status == 403 || reply->status == 404 ||
	    reply->status == 410)
		return 0;
	s->problem->failure = OAUTH_FAIL_SERVER;
	if (reply->status == 429 || reply->status >= 500)
		s->problem->retry_after_s = reply->retry_after_s;
	if (reply->status == 429)
		return err_set(err, REASON_RATE_LIMITED, "%s is asked too often (429): %s", url,
			       retry_words(reply->retry_after_s, later));
	if (reply->status >= 500)
		return err_set(err, REASON_SERVER_FAULT, "%s answered %ld: %s", url, reply->status,
			       retry_words(reply->retry_after_s, later));
	if (reply->status >= 300 && reply->status <= 399)
		return err_set(
			err, REASON_ENDPOINT_REDIRECTS,
			"%s redirects to %.200s: redirects are not followed; correct issuer, or "
			"set discovery to that URL",
			url, reply->location != NULL ? reply->location : "nowhere");
	return err_set(err, REASON_ANSWER_STATUS,
		       "%s answered %ld: check issuer, or set token-endpoint", url, reply->status);
}

/* Tells how the turn of a document went. */
static void tell(const struct search *s, struct oauth_document *d, int r, const struct err *err)
{
	if (r != 0)
		d->outcome = err->text;
	else if (d->used)
		d->outcome = d->kept ? "used, from the cache" : "used";
	else if (d->status == 200)
		d->outcome = "the answer is not a JSON object";
	else
		d->outcome = "there is none";
	trace("discovery: %s: %s", d->url, d->outcome);
	if (s->store->told != NULL)
		s->store->told(d, s->store->told_arg);
}

/* Whether the document that is kept for a place is good. It is checked like a new one, for the
 * configuration may have changed since. */
static bool take_kept(struct search *s, const struct document_place *place,
		      struct oauth_metadata *ret_metadata)
{
	struct buf kept = { .max = LIMIT_HTTP_BODY };
	struct oauth_document document = { .url = place->url, .kept = true, .used = true };
	int64_t begin = clock_ms();
	struct err ignored = { 0 };
	bool found = s->store->get != NULL && s->store->get(s->store->arg, place->key, &kept) &&
		     discovery_read(s->config, place->kind, place->url, &kept, ret_metadata,
				    &ignored) == DOCUMENT_USED;

	document.took_ms = clock_ms() - begin;
	if (found) {
		ret_metadata->kept = true;
		tell(s, &document, 0, NULL);
	}
	buf_free(&kept);
	return found;
}

/* Asks for the document of a place. Returns 0 and *ret_found, or an error that ends discovery. */
static int ask(struct search *s, const struct document_place *place, bool *ret_found,
	       struct oauth_metadata *ret_metadata, struct err *err)
{
	struct http_request request = {
		.url = place->url,
	};
	struct http_reply reply = HTTP_REPLY_INIT;
	struct oauth_document document = { .url = place->url };
	int64_t begin = clock_ms();
	int r;

	*ret_found = false;
	if ((r = retry_send(s->config, &request, NULL, NULL, s->deadline_ms, &reply, s->problem,
			    err)) != 0)
		goto out;
	document.status = reply.status;
	document.date = reply.date;
	if (reply.status != 200) {
		r = judge_status(s, place->url, &reply, err);
		goto out;
	}
	enum document read =
		discovery_read(s->config, place->kind, place->url, &reply.body, ret_metadata, err);
	*ret_found = read == DOCUMENT_USED;
	if (*ret_found && s->store->put != NULL)
		s->store->put(s->store->arg, place->key, reply.body.data, reply.body.len);
	if (read == DOCUMENT_BAD) {
		r = err->code;
		s->problem->failure = r == EXIT_PROTOCOL ? OAUTH_FAIL_SERVER
				      : r == EXIT_DENIED ? OAUTH_FAIL_REQUEST
							 : OAUTH_FAIL_LOCAL;
	}
out:
	document.used = *ret_found;
	document.took_ms = clock_ms() - begin;
	tell(s, &document, r, err);
	http_reply_clear(&reply);
	return r;
}

/* Fills in the places of the documents that the profile wants, in their order. Returns their
 * number, or -1. */
static int find_places(const struct oauth_config *config, struct document_place places[PLACES_MAX])
{
	int n = 0;

	for (int kind = OAUTH_DISCOVERY_SMART; kind <= OAUTH_DISCOVERY_URL; kind++)
		if ((config->discovery == kind ||
		     (config->discovery == OAUTH_DISCOVERY_AUTO && kind != OAUTH_DISCOVERY_URL)) &&
		    set_place(config, kind, &places[n++]) != 0)
			return -1;
	return n;
}

/* A kept document of any place comes first: it spares all requests. */
static int search(struct search *s, const struct document_place *places, int n,
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
	return err_set(err, REASON_METADATA_MISSING,
		       "%s publishes no metadata: check issuer, or set token-endpoint",
		       s->config->discovery == OAUTH_DISCOVERY_URL ? s->config->discovery_url
								   : s->config->issuer);
}

int oauth_discover(const struct oauth_config *config, const struct oauth_store *store,
		   int64_t deadline_ms, struct oauth_metadata *ret_metadata,
		   struct oauth_problem *ret_problem, struct err *err)
{
	struct search s = { config, store, deadline_ms, ret_problem };
	struct document_place places[PLACES_MAX] = { 0 };
	int n, r;

	*ret_problem = (struct oauth_problem){ .failure = OAUTH_FAIL_LOCAL };
	if (config->token_endpoint != NULL) {
		char *url = strdup(config->token_endpoint);
		if (url == NULL)
			return err_nomem(err);
		*ret_metadata = (struct oauth_metadata){ .endpoints[OAUTH_GRANT].url = url };
		return 0;
	}
	n = find_places(config, places);
	r = n < 0 ? err_nomem(err) : search(&s, places, n, ret_metadata, err);
	for (int i = 0; i < PLACES_MAX; i++) {
		free(places[i].url);
		free(places[i].key);
	}
	return r;
}
