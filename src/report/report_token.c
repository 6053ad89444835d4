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
	if (r->sent == NULL)
		return;
	int code = oauth_jwt(r->sent, NULL, inspect_claim, i, &i->more);
	i->jwt = code == 0;
	r->failed |= code == EXIT_OS;
}

int report_rehearse(struct report *r, struct err *err)
{
	const struct auth_attempt attempt = acquisition_try(&r->a, OAUTH_GRANT);
	int code = oauth_rehearse(&attempt, err);

	r->rehearsed = true;
	read_sent(r);
	return code;
}

/* With the lease of the key: the token or the refusal is shared, as that of any call. */
int report_token(struct report *r, struct err *err)
{
	struct acquisition *a = &r->a;
	struct cache_lease *lease = NULL;
	struct oauth_token token = { 0 };
	struct err ignored = { 0 };
	int code;

	/* a->problem may still be that of discovery. */
	a->problem = (struct oauth_problem){ 0 };
	/* Where no lease can be had, on a full disk for example, every caller asks the server
	 * itself. */
	if (a->key != NULL &&
	    cache_lease_wait(a->cache, a->key, r->acquire.deadline_ms, &lease, err) != 0)
		*err = (struct err){ 0 };
	code = attempt_send(a, attempt_ask_token, &token, err);
	/* What was refused a moment ago is not sent again, but shown. */
	if (a->refused_before && r->sent == NULL)
		(void)report_rehearse(r, &ignored);
	else
		read_sent(r);
	if (a->problem.date.known)
		r->date = a->problem.date;
	if (code == 0) {
		r->lifetime_s = token.lifetime_s;
		if (a->oauth.scope != NULL && token.scope != NULL)
			text_missing(a->oauth.scope, token.scope, r->without, sizeof(r->without));
		code = finish_token(a, &token, &r->got, err);
		r->proof_key = token.proof_key;
		token.proof_key = NULL;
	}
	if (code != 0)
		finish_failure(a, err);
	cache_lease_release(&lease);
	r->failure = a->refused_before ? OAUTH_FAIL_REFUSED : a->problem.failure;
	oauth_token_clear(&token);
	return code;
}

/* The scheme of the header Authorization, and of the challenge that answers it. */
static const char *scheme(const struct report *r)
{
	return r->proof_key != NULL ? "DPoP" : "Bearer";
}

/* What a server says that has seen the token, and may repeat it; then it is dropped. */
static bool take(const struct report *r, const char *challenge, const char *name,
		 struct buf *ret_value)
{
	const struct secret *token = r->got.token;
	struct redact_list secrets = { .n = 0 };

	redact_add(&secrets, token->data, token->len);
	return challenge_parameter(challenge, scheme(r), name, ret_value) &&
	       !redact_needed(&secrets, buf_str(ret_value), ret_value->len);
}

static void read_challenge(struct report *r, const char *challenge)
{
	static const char *const known[] = { "invalid_request", "invalid_token",
					     "insufficient_scope", "use_dpop_nonce",
					     "invalid_dpop_proof" };
	struct buf error = BUF_INIT, scope = BUF_INIT;
	struct api_answer *a = &r->api;

	(void)challenge_parameter(challenge, scheme(r), "error", &error);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(buf_str(&error), known[i]) == 0)
			a->error = known[i];
	if (take(r, challenge, "scope", &scope) && scope.len > 0)
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
	bool names = challenge != NULL && take(r, challenge, "resource_metadata", &named);

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

/* A redirect is not followed, and the body is not read. nonce: for the proof; NULL: none. */
static int call_api(struct report *r, const char *nonce, struct http_reply *ret_reply,
		    struct err *err)
{
	const struct secret *token = r->got.token;
	struct buf authorization = BUF_SECRET(2 * LIMIT_TOKEN), proof = BUF_INIT;
	struct http_request rq = {
		.url = r->request->acquire.url,
		.authorization = &authorization,
		.proof = &proof,
		.body_unread = true,
		.ca_file = r->a.oauth.ca_file,
		.allow_http_loopback = r->a.oauth.allow_http_loopback,
		.timeout_ms = clock_left(r->acquire.deadline_ms),
	};
	const struct dpop_use use = { "GET", rq.url, nonce, token };
	struct http_certificate *certificate = NULL;
	int code = 0;

	if (r->got.binding == TOKEN_OF_CERTIFICATE)
		code = auth_load_certificate(&r->a.outcome.credential, &certificate, err);
	rq.certificate = certificate;
	/* RFC 6750, 2.1; RFC 9449, 7.1. */
	buf_printf(&authorization, "Authorization: %s ", scheme(r));
	buf_put(&authorization, token->data, token->len);
	if (code == 0 && r->proof_key != NULL) {
		buf_puts(&proof, "DPoP: ");
		code = dpop_proof(r->proof_key, &use, &proof, err);
	}
	if (code == 0)
		code = buf_error(&authorization) ? err_nomem(err) : http_send(&rq, ret_reply, err);
	certificate_free(&certificate);
	buf_free(&authorization);
	buf_free(&proof);
	return code;
}

/* RFC 9449, 9: the API wants a nonce in the proof, and names it. */
static bool wants_nonce(const struct report *r, const struct http_reply *reply)
{
	struct buf error = BUF_INIT;
	bool wants = r->proof_key != NULL && reply->status == 401 && reply->challenge != NULL &&
		     reply->dpop_nonce != NULL && dpop_is_nonce(reply->dpop_nonce) &&
		     challenge_parameter(reply->challenge, scheme(r), "error", &error) &&
		     strcmp(buf_str(&error), "use_dpop_nonce") == 0;

	buf_free(&error);
	return wants;
}

/* That the URL is the token's was checked before. */
int report_api(struct report *r, struct err *err)
{
	struct http_reply reply = HTTP_REPLY_INIT;
	char *nonce;
	int code;

	if (r->request->acquire.url == NULL)
		return 0;
	if ((code = call_api(r, NULL, &reply, err)) == 0 && wants_nonce(r, &reply)) {
		nonce = reply.dpop_nonce;
		reply.dpop_nonce = NULL;
		code = call_api(r, nonce, &reply, err);
		free(nonce);
	}
	if (code == 0) {
		r->api.status = reply.status;
		if (reply.challenge != NULL)
			read_challenge(r, reply.challenge);
		if (reply.status == 401)
			ask_servers(r, reply.challenge);
	}
	http_reply_clear(&reply);
	return code;
}
