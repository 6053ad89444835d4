/* The answers to a token request, revocation and introspection, read strictly. */
#include "base/text.h"
#include "http/json.h"
#include "oauth/errors.h"
#include "oauth/response.h"

#include <strings.h>

/* RFC 6749, 5.1, only recommends expires_in. Without it, a token is kept for a minute. */
#define LIFETIME_UNSAID_S 60

void oauth_token_clear(struct oauth_token *t)
{
	secret_free(&t->token);
	secret_free(&t->proof_key);
	free(t->scope);
	free(t->warning);
	*t = (struct oauth_token){ 0 };
}

/* The reason that the status of an answer without an OAuth error tells. */
static enum reason wrong_status(const struct oauth_exchange *x)
{
	long status = x->reply.status;

	if (status == 200 || (status == 204 && x->token != NULL))
		/* A web page may be the sign-in page of a captive portal. */
		return x->reply.html && x->token != NULL ? REASON_ANSWER_STATUS : NO_REASON;
	if (status >= 300 && status <= 399)
		return REASON_ENDPOINT_REDIRECTS;
	if (status == 401 || status == 403)
		return REASON_CLIENT_REFUSED;
	if (status == 404 || status == 405 || status == 410)
		return REASON_ENDPOINT_MISSING;
	if (status == 429)
		return REASON_RATE_LIMITED;
	if (status >= 500 && status <= 599)
		return REASON_SERVER_FAULT;
	return REASON_ANSWER_STATUS;
}

/* A status that says nothing of the client, whatever the body says: of a proxy, a connection, or
 * the moment (RFC 9110, 15.5; RFC 8470; RFC 6585). */
static bool is_passing(long status)
{
	return status == 407 || status == 408 || status == 421 || status == 425 || status == 429;
}

/*
 * How the failure is shared. A server may count every request that it refuses and lock the client,
 * in whatever words it refuses: each 4xx and each error with a 2xx is a refusal of the client. Only
 * a known error about the request is none, unless the status is about the client.
 */
static enum oauth_failure failure_of(const struct error_row *row, long status, bool error)
{
	bool refuses = status >= 400 ? status <= 499 && !is_passing(status) : error && status < 300;

	if (!refuses || row->reason == REASON_DPOP_REQUIRED || row->reason == REASON_DPOP_NONCE)
		return OAUTH_FAIL_SERVER;
	return row->failure == OAUTH_FAIL_REQUEST && status != 401 && status != 403
		       ? OAUTH_FAIL_REQUEST
		       : OAUTH_FAIL_REFUSED;
}

static int no_memory(struct oauth_problem *ret_problem, struct err *err)
{
	ret_problem->failure = OAUTH_FAIL_LOCAL;
	return err_nomem(err);
}

/*
 * Returns 0 if the answer is good as far as its status and error tell; else says what is wrong.
 * *ret_object: what json_read makes of the body, else NULL; the caller releases it. Without memory
 * for the body, a bad status still counts.
 */
static int read_answer(const struct oauth_exchange *x, struct json_object **ret_object,
		       struct oauth_problem *ret_problem, struct err *err)
{
	const struct http_reply *reply = &x->reply;
	const char *code = NULL, *description = NULL;
	enum reason reason = wrong_status(x);

	*ret_object = NULL;
	if (json_read(buf_str(&reply->body), reply->body.len, ret_object) == EXIT_OS &&
	    reason == NO_REASON)
		return no_memory(ret_problem, err);
	enum json_kind error = json_string(*ret_object, "error", &code);
	if (error == JSON_OK)
		(void)json_string(*ret_object, "error_description", &description);
	if (error == JSON_ABSENT && reason == NO_REASON)
		return 0;
	/* Some servers send an object. */
	if (error == JSON_OTHER && reason == NO_REASON)
		reason = REASON_OAUTH_ERROR;
	/* A redirect, a 429 and a 5xx count whatever the body says. Some servers send an OAuth
	 * error with 200. */
	bool outranks = reason == REASON_ENDPOINT_REDIRECTS || reason == REASON_RATE_LIMITED ||
			reason == REASON_SERVER_FAULT;
	const struct error_row *known = error_find(x, reason, outranks ? NULL : code);
	struct error_row row = *known;
	row.failure = failure_of(known, reply->status, error != JSON_ABSENT);
	int r = error_say(&row, x, code, description, ret_problem, err);
	/* A server that is overloaded says how long, whatever its status is. */
	if (known->failure == OAUTH_FAIL_SERVER)
		ret_problem->retry_after_s = reply->retry_after_s;
	return r;
}

/* RFC 6750, 2.1, says b64token. For any header, it must at least be visible ASCII. */
static bool token_ok(const char *token)
{
	size_t len = strlen(token);

	if (len == 0 || len > LIMIT_TOKEN)
		return false;
	for (size_t i = 0; i < len; i++)
		if (token[i] < 0x21 || token[i] > 0x7e)
			return false;
	return true;
}

static int read_lifetime(struct json_object *object, struct oauth_token *t)
{
	int64_t seconds = LIFETIME_UNSAID_S;

	/* Some servers send a fraction, and some a number that stands for ever. */
	if (json_amount(object, "expires_in", MAX_TOKEN_LIFETIME_S, &seconds) == JSON_OTHER)
		seconds = 0;
	t->lifetime_s = seconds;
	if (t->lifetime_s > 0)
		return 0;
	t->warning = strdup("the server's expires_in is no lifetime: the token is not kept");
	return t->warning != NULL ? 0 : -1;
}

/*
 * Reads the scope, which is shown and stored, and decides nothing: it is made fit for that, as a
 * message. A text that is no scope (RFC 6749, 3.3) is ignored. Returns 0, or -1 without memory.
 */
static int read_scope(struct json_object *object, const struct redact_list *secrets,
		      struct oauth_token *t)
{
	static const char left_out[] = "the server's scope is left out: it may repeat a secret";
	const char *scope = NULL;
	char clean[LIMIT_CONFIG_LINE + 1];
	size_t len;

	if (json_string(object, "scope", &scope) != JSON_OK ||
	    (len = strlen(scope)) > LIMIT_CONFIG_LINE || text_has_control(scope, len))
		return 0;
	if (!redact_needed(secrets, scope, len)) {
		t->scope = strdup(text_escape(scope, len, clean, sizeof(clean)));
		return t->scope != NULL ? 0 : -1;
	}
	if (t->warning == NULL)
		t->warning = strdup(left_out);
	return t->warning != NULL ? 0 : -1;
}

/* Returns 0 and the token, or the reason why there is none. */
static enum reason read_token(struct json_object *object, const struct oauth_exchange *x,
			      struct oauth_token *t)
{
	const struct redact_list *secrets = &x->request.secrets;
	const char *token = NULL, *type = NULL;
	enum json_kind found = json_string(object, "access_token", &token);

	if (found == JSON_ABSENT)
		return REASON_TOKEN_MISSING;
	if (found != JSON_OK || !token_ok(token))
		return REASON_TOKEN_MALFORMED;
	found = json_string(object, "token_type", &type);
	/* RFC 9449, 5: a client to which the protection is important discards another token. Who
	 * writes dpop yes says so. */
	if (x->proof_key != NULL && (found != JSON_OK || strcasecmp(type, "DPoP") != 0))
		return REASON_TOKEN_NOT_BOUND;
	if (x->proof_key != NULL)
		t->binding = TOKEN_OF_PROOF;
	else if (found != JSON_OK || strcasecmp(type, "Bearer") != 0)
		return REASON_TOKEN_TYPE;
	if (secret_new(token, strlen(token), &t->token) != 0 || read_lifetime(object, t) != 0 ||
	    read_scope(object, secrets, t) != 0)
		return REASON_NO_MEMORY;
	t->repeats_secret = redact_needed(secrets, token, strlen(token));
	return NO_REASON;
}

int response_read(const struct oauth_exchange *x, struct oauth_token *ret_token,
		  struct oauth_problem *ret_problem, struct err *err)
{
	struct json_object *object;
	struct oauth_token t = { 0 };
	int r = read_answer(x, &object, ret_problem, err);

	if (r == 0) {
		enum reason reason =
			object != NULL ? read_token(object, x, &t) : REASON_ANSWER_NOT_JSON;
		if (reason == NO_REASON) {
			*ret_token = t;
			t = (struct oauth_token){ 0 };
		} else if (reason == REASON_NO_MEMORY) {
			r = no_memory(ret_problem, err);
		} else {
			r = error_say(error_find(x, reason, NULL), x, NULL, NULL, ret_problem, err);
		}
	}
	json_release(object);
	oauth_token_clear(&t);
	return r;
}

int token_op_read(const struct oauth_exchange *x, struct oauth_introspection *introspection,
		  struct oauth_problem *ret_problem, struct err *err)
{
	struct json_object *object;
	bool active = false;
	int r = read_answer(x, &object, ret_problem, err);

	/* RFC 7009, 2.2: of a revocation the status alone tells success. Some servers send errors
	 * with 200. */
	if (r != 0 || introspection == NULL)
		goto out;
	if (json_flag(object, "active", &active) == JSON_OK) {
		if (claims_each(object, OAUTH_PART_SERVER, "active", &x->request.secrets,
				introspection->fn, introspection->arg, &introspection->more) == 0)
			introspection->active = active;
		else
			r = no_memory(ret_problem, err);
		goto out;
	}
	enum reason reason = object == NULL ? REASON_ANSWER_NOT_JSON : REASON_ACTIVE_MISSING;
	r = error_say(error_find(x, reason, NULL), x, NULL, NULL, ret_problem, err);
out:
	json_release(object);
	return r;
}
