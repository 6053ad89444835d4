/* The steps of a report that ask for a token, and call the API with it. */
#include "report/report.h"
#include "acquire/attempt.h"
#include "base/challenge.h"
#include "base/clock.h"
#include "http/redact.h"

/* Reads the assertion that was made, as far as it is a JWT. */
static void read_sent(struct report *r)
{
	struct inspection *i = &r->inspection;
	struct clock_now now;

	clock_now(&now);
	i->sent_s = now.wall_s;
	if (r->sent != NULL)
		i->jwt = oauth_jwt(r->sent, NULL, inspect_claim, i, &i->more) == 0;
}

int report_rehearse(struct report *r, struct err *err)
{
	const struct auth_attempt attempt = acquisition_try(&r->a, OAUTH_GRANT);
	int code = oauth_rehearse(&attempt, err);

	read_sent(r);
	return code;
}

/* With the lease of the key: the token or the refusal is shared, as that of any call. */
int report_token(struct report *r, struct err *err)
{
	struct acquisition *a = &r->a;
	struct cache_lease *lease = NULL;
	struct oauth_token token = { 0 };
	int code;

	/* a->problem may still be that of discovery. */
	a->problem = (struct oauth_problem){ 0 };
	/* Where no lease can be had, on a full disk for example, every caller asks the server
	 * itself. */
	if (a->key != NULL &&
	    cache_lease_wait(a->cache, a->key, r->acquire.deadline_ms, &lease, err) != 0)
		*err = (struct err){ 0 };
	code = attempt_send(a, attempt_ask_token, &token, err);
	read_sent(r);
	if (a->problem.date.known)
		r->date = a->problem.date;
	if (code == 0) {
		r->lifetime_s = token.lifetime_s;
		if (a->oauth.scope != NULL && token.scope != NULL)
			text_missing(a->oauth.scope, token.scope, r->without, sizeof(r->without));
		code = finish_token(a, &token, &r->got, err);
	}
	if (code != 0)
		finish_failure(a, err);
	cache_lease_release(&lease);
	r->failure = a->refused_before ? OAUTH_FAIL_REFUSED : a->problem.failure;
	oauth_token_clear(&token);
	return code;
}

/* What a server says that has seen the token, and may repeat it; then it is dropped. */
static bool take(const char *challenge, const char *name, const struct secret *token,
		 struct buf *ret_value)
{
	struct redact_list secrets = { .n = 0 };

	redact_add(&secrets, token->data, token->len);
	return challenge_parameter(challenge, "Bearer", name, ret_value) &&
	       !redact_needed(&secrets, buf_str(ret_value), ret_value->len);
}

static void read_challenge(const char *challenge, const struct secret *token, struct api_answer *a)
{
	static const char *const known[] = { "invalid_request", "invalid_token",
					     "insufficient_scope" };
	struct buf error = BUF_INIT, scope = BUF_INIT;

	(void)challenge_parameter(challenge, "Bearer", "error", &error);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(buf_str(&error), known[i]) == 0)
			a->error = known[i];
	if (take(challenge, "scope", token, &scope) && scope.len > 0)
		text_escape(scope.data, scope.len, a->scope, sizeof(a->scope));
	buf_free(&error);
	buf_free(&scope);
}

/* Asks the API which servers it takes tokens of, as it has refused this one. */
static void ask_servers(struct report *r, const char *challenge)
{
	const struct secret *token = r->got.token;
	struct redact_list secrets = { .n = 0 };
	struct resource_metadata m = { 0 };
	struct err *why = &r->api_silent;
	struct buf named = BUF_INIT;
	bool names = challenge != NULL && take(challenge, "resource_metadata", token, &named);

	(void)resource_look(&r->a.oauth, r->request->acquire.url, names ? buf_str(&named) : NULL,
			    r->acquire.deadline_ms, &m, why);
	redact_add(&secrets, token->data, token->len);
	if (redact_needed(&secrets, why->text, strlen(why->text)))
		*why = (struct err){ 0 };
	if (m.servers != NULL && !redact_needed(&secrets, m.servers, strlen(m.servers))) {
		r->api_says = m;
		m = (struct resource_metadata){ 0 };
	}
	resource_metadata_clear(&m);
	buf_free(&named);
}

/* A redirect is not followed, and the body is not read. That the URL is the token's was checked
 * before. */
int report_api(struct report *r, struct err *err)
{
	const struct secret *token = r->got.token;
	struct buf authorization = BUF_SECRET(2 * LIMIT_TOKEN);
	struct http_request rq = {
		.url = r->request->acquire.url,
		.authorization = &authorization,
		.body_unread = true,
		.ca_file = r->a.oauth.ca_file,
		.allow_http_loopback = r->a.oauth.allow_http_loopback,
		.timeout_ms = clock_left(r->acquire.deadline_ms),
	};
	struct http_reply reply = HTTP_REPLY_INIT;
	int code;

	if (rq.url == NULL)
		return 0;
	/* RFC 6750, 2.1. */
	buf_puts(&authorization, "Authorization: Bearer ");
	buf_put(&authorization, token->data, token->len);
	code = buf_error(&authorization) ? err_nomem(err) : http_send(&rq, &reply, err);
	if (code == 0) {
		r->api.status = reply.status;
		if (reply.challenge != NULL)
			read_challenge(reply.challenge, token, &r->api);
		if (reply.status == 401)
			ask_servers(r, reply.challenge);
	}
	http_reply_clear(&reply);
	buf_free(&authorization);
	return code;
}
