/* The answers to revocation and introspection, read strictly. */
#include "base/banned.h"
#include "oauth/op_answer.h"
#include "oauth/claims.h"
#include "oauth/errors.h"
#include "http/json.h"

#define ERROR_NO_ACTIVE "no active"

/* What means something else here than at the token endpoint; for the rest there is its table. */
static const struct error_row rows[] = {
	/* RFC 7009, 2.2.1. */
	{ "unsupported_token_type", EXIT_DENIED, OAUTH_FAIL_REQUEST,
	  "the server does not revoke access tokens", "ccred forget drops it here" },
	{ "invalid_request", EXIT_DENIED, OAUTH_FAIL_REFUSED, "the server refused the request",
	  "check the credentials, and that the token was issued to this client" },
	{ "unauthorized_client", EXIT_DENIED, OAUTH_FAIL_REQUEST, "the client may not do this",
	  "have it allowed at the server" },
	{ "access_denied", EXIT_DENIED, OAUTH_FAIL_REQUEST, "the server denied access",
	  "have it allowed at the server" },
	{ ERROR_NOT_FOUND, EXIT_PROTOCOL, OAUTH_FAIL_SERVER,
	  "there is nothing at the endpoint that the metadata name", "tell who runs the server" },
	{ ERROR_REDIRECT, EXIT_PROTOCOL, OAUTH_FAIL_SERVER,
	  "the endpoint redirects, and a token does not follow", "tell who runs the server" },
	{ ERROR_STATUS, EXIT_PROTOCOL, OAUTH_FAIL_SERVER, "this is no answer of such an endpoint",
	  "tell who runs the server" },
	{ ERROR_NOT_JSON, EXIT_PROTOCOL, OAUTH_FAIL_SERVER, "the answer is not one JSON object",
	  "tell who runs the server" },
	{ ERROR_NO_ACTIVE, EXIT_PROTOCOL, OAUTH_FAIL_SERVER,
	  "the answer does not say whether the token is active (RFC 7662, 2.2)",
	  "tell who runs the server" },
};

static const struct error_row *find_row(const char *name, bool is_code)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].name, name) == 0 && (!is_code || strchr(name, ' ') == NULL))
			return &rows[i];
	return is_code ? error_find_code(name) : error_find(name);
}

/* The word for what is wrong with an answer that holds no OAuth error; NULL: nothing that its status
 * tells. */
static const char *wrong_status(const struct http_reply *reply)
{
	if (reply->status == 200 || reply->status == 204)
		return reply->html ? ERROR_STATUS : NULL; /* a portal's sign-in page, say */
	return error_of_status(reply->status);
}

/* Says what is wrong with the answer; otherwise, as far as status and error tell, returns 0. */
static int check(const struct response_context *context, const struct http_reply *reply,
		 struct json_object *object, struct oauth_problem *ret_problem, struct err *err)
{
	const char *code = NULL, *description = NULL, *word = wrong_status(reply);
	bool said = object != NULL && json_text(object, "error", &code) == JSON_OK;

	if (!said && word == NULL)
		return 0;
	struct error_row row = !said || (word != NULL && error_outranks_code(word))
				       ? *find_row(word, false)
				       : *find_row(code, true);
	/* As for a token: this is about the credentials. */
	if (reply->status == 401 || reply->status == 403)
		row.failure = OAUTH_FAIL_REFUSED;
	if (said)
		(void)json_text(object, "error_description", &description);
	return error_say(&row, context, reply, code, description, ret_problem, err);
}

/* RFC 7009, 2.2: the status says all, but some servers send their errors with 200. */
int revocation_read(const struct response_context *context, const struct http_reply *reply,
		    struct oauth_problem *ret_problem, struct err *err)
{
	struct json_object *object = NULL;
	int r;

	(void)json_read(buf_str(&reply->body), reply->body.len, &object);
	r = check(context, reply, object, ret_problem, err);
	json_release(object, NULL);
	return r;
}

int introspection_read(const struct response_context *context, const struct http_reply *reply,
		       struct oauth_introspection *introspection, struct oauth_problem *ret_problem,
		       struct err *err)
{
	struct json_object *object = NULL;
	const char *word = NULL;
	bool active = false;
	int r;

	bool json = json_read(buf_str(&reply->body), reply->body.len, &object) == 0;
	if ((r = check(context, reply, object, ret_problem, err)) != 0)
		goto out;
	if (!json)
		word = ERROR_NOT_JSON;
	else if (json_flag(object, "active", &active) != JSON_OK)
		word = ERROR_NO_ACTIVE;
	if (word != NULL) {
		r = error_say(find_row(word, false), context, reply, NULL, NULL, ret_problem, err);
		goto out;
	}
	introspection->active = active;
	introspection->more = claims_each(object, OAUTH_PART_SERVER, "active", context,
					  introspection->fn, introspection->arg);
out:
	json_release(object, NULL);
	return r;
}
