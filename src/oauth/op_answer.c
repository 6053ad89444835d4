/* The answers to revocation and introspection, read strictly. */
#include "base/banned.h"
#include "http/json.h"
#include "oauth/errors.h"
#include "oauth/op_answer.h"

/* The errors that mean something else here than at the token endpoint. For the others its table counts. */
static const struct error_row rows[] = {
	/* RFC 7009, 2.2.1. */
	{ REASON_UNSUPPORTED_TOKEN_TYPE, "unsupported_token_type", OAUTH_FAIL_REQUEST,
	  "the server does not revoke access tokens", "ccred forget drops it here", "forget" },
	{ REASON_INVALID_REQUEST, "invalid_request", OAUTH_FAIL_REFUSED,
	  "the server refused the request",
	  "check the credentials, and that the token was issued to this client" },
	{ REASON_UNAUTHORIZED_CLIENT, "unauthorized_client", OAUTH_FAIL_REQUEST,
	  "the client may not do this", "have it allowed at the server" },
	{ REASON_ACCESS_DENIED, "access_denied", OAUTH_FAIL_REQUEST, "the server denied access",
	  "have it allowed at the server" },
	{ REASON_ENDPOINT_MISSING, NULL, OAUTH_FAIL_SERVER,
	  "there is nothing at the endpoint that the metadata name", "tell who runs the server" },
	{ REASON_ENDPOINT_REDIRECTS, NULL, OAUTH_FAIL_SERVER,
	  "the endpoint redirects, and a token does not follow", "tell who runs the server" },
	{ REASON_ANSWER_STATUS, NULL, OAUTH_FAIL_SERVER, "this is no answer of such an endpoint",
	  "tell who runs the server" },
	{ REASON_ANSWER_NOT_JSON, NULL, OAUTH_FAIL_SERVER, "the answer is not one JSON object",
	  "tell who runs the server" },
	{ REASON_ACTIVE_MISSING, NULL, OAUTH_FAIL_SERVER,
	  "the answer does not say whether the token is active (RFC 7662, 2.2)",
	  "tell who runs the server" },
};
#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

static const struct error_row *find_row(enum reason reason)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].reason == reason)
			return &rows[i];
	return error_find(reason);
}

static const struct error_row *find_code(const char *code)
{
	for (size_t i = 0; i < N_ROWS; i++)
		if (rows[i].code != NULL && strcmp(rows[i].code, code) == 0)
			return &rows[i];
	return error_find_code(code);
}

/* The reason why an answer without an OAuth error is a bad one, as far as its status tells. */
static enum reason wrong_status(const struct http_reply *reply)
{
	/* A web page may be the sign-in page of a captive portal. */
	if (reply->status == 200 || reply->status == 204)
		return reply->html ? REASON_ANSWER_STATUS : NO_REASON;
	return error_of_status(reply->status);
}

/* Returns 0 if the answer is good as far as its status and error tell; else says what is wrong. */
static int check(const struct oauth_exchange *x, struct json_object *object,
		 struct oauth_problem *ret_problem, struct err *err)
{
	const char *code = NULL, *description = NULL;
	enum reason reason = wrong_status(&x->reply);

	if (object != NULL && json_string(object, "error", &code) == JSON_OK)
		(void)json_string(object, "error_description", &description);
	if (code == NULL && reason == NO_REASON)
		return 0;
	struct error_row row =
		code == NULL || error_outranks_code(reason) ? *find_row(reason) : *find_code(code);
	/* As for a token: these are about the credential. */
	if (x->reply.status == 401 || x->reply.status == 403)
		row.failure = OAUTH_FAIL_REFUSED;
	return error_say(&row, x, code, description, ret_problem, err);
}

/* RFC 7009, 2.2: the status says all. Yet some servers send their errors with 200. */
int revocation_read(const struct oauth_exchange *x, struct oauth_problem *ret_problem,
		    struct err *err)
{
	struct json_object *object = NULL;
	int r;

	(void)json_read(buf_str(&x->reply.body), x->reply.body.len, &object);
	r = check(x, object, ret_problem, err);
	json_release(object);
	return r;
}

int introspection_read(const struct oauth_exchange *x, struct oauth_introspection *introspection,
		       struct oauth_problem *ret_problem, struct err *err)
{
	struct json_object *object = NULL;
	enum reason reason = NO_REASON;
	bool active = false;
	int r;

	(void)json_read(buf_str(&x->reply.body), x->reply.body.len, &object);
	if ((r = check(x, object, ret_problem, err)) != 0)
		goto out;
	if (object == NULL)
		reason = REASON_ANSWER_NOT_JSON;
	else if (json_flag(object, "active", &active) != JSON_OK)
		reason = REASON_ACTIVE_MISSING;
	if (reason != NO_REASON) {
		r = error_say(find_row(reason), x, NULL, NULL, ret_problem, err);
		goto out;
	}
	introspection->active = active;
	introspection->more = claims_each(object, OAUTH_PART_SERVER, "active", &x->request.secrets,
					  introspection->fn, introspection->arg);
out:
	json_release(object);
	return r;
}
