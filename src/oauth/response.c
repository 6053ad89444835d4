/* The answer to a token request, read strictly. */
#include "base/banned.h"
#include "base/limits.h"
#include "oauth/errors.h"
#include "http/json.h"
#include "base/text.h"

#include <strings.h>

/* RFC 6749, 5.1, only recommends expires_in: without it, a token is kept for a minute. */
#define LIFETIME_UNSAID_S 60

void oauth_token_clear(struct oauth_token *t)
{
	secret_free(&t->token);
	free(t->scope);
	free(t->warning);
	*t = (struct oauth_token){ 0 };
}

/* RFC 6750, 2.1, has b64token; what must hold for any header is that it is visible ASCII. */
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
	int64_t seconds = 0;

	switch (json_whole(object, "expires_in", &seconds)) {
	case JSON_ABSENT:
		t->lifetime_s = LIFETIME_UNSAID_S;
		return 0;
	case JSON_OK:
		if (seconds > 0) {
			t->lifetime_s =
				seconds < MAX_TOKEN_LIFETIME_S ? seconds : MAX_TOKEN_LIFETIME_S;
			return 0;
		}
		break;
	default:
		break;
	}
	t->lifetime_s = 0;
	t->warning =
		strdup("the server's expires_in is not a number of seconds: the token is not kept");
	return t->warning != NULL ? 0 : -1;
}

/* Returns the name of the row that is broken, or NULL. */
static const char *read_token(struct json_object *object, struct oauth_token *t, bool *ret_nomem)
{
	const char *token = NULL, *type = NULL, *scope = NULL;

	switch (json_text(object, "access_token", &token)) {
	case JSON_ABSENT:
		return ERROR_NO_TOKEN;
	case JSON_OTHER:
		return ERROR_BAD_TOKEN;
	default:
		break;
	}
	if (!token_ok(token))
		return ERROR_BAD_TOKEN;
	if (json_text(object, "token_type", &type) != JSON_OK || strcasecmp(type, "Bearer") != 0)
		return ERROR_BAD_TYPE;
	if (secret_new(token, strlen(token), &t->token) != 0 || read_lifetime(object, t) != 0) {
		*ret_nomem = true;
		return NULL;
	}
	/* Shown and stored, never acted on; what is no scope (RFC 6749, 3.3) is as if not said. */
	if (json_text(object, "scope", &scope) == JSON_OK && strlen(scope) <= LIMIT_CONFIG_LINE &&
	    !text_has_control(scope, strlen(scope)) && (t->scope = strdup(scope)) == NULL)
		*ret_nomem = true;
	return NULL;
}

int response_read(const struct response_context *c, const struct http_reply *reply,
		  struct oauth_token *ret_token, struct oauth_problem *ret_problem, struct err *err)
{
	const char *code = NULL, *description = NULL, *row = NULL;
	const struct error_row *found = NULL;
	struct json_object *object = NULL;
	struct oauth_token t = { 0 };
	bool nomem = false;
	int r;

	bool json = json_read(buf_str(&reply->body), reply->body.len, &object) == 0;
	bool oauth_error = json && json_text(object, "error", &code) == JSON_OK;
	/* Some servers send an OAuth error with 200; a 429, 5xx or redirect counts whatever it says. */
	const char *by_status = reply->status == 200 ? NULL : error_of_status(reply->status);
	if (by_status != NULL && error_outranks_code(by_status))
		row = by_status;
	else if (oauth_error)
		found = error_find_code(code);
	else if (by_status != NULL)
		row = by_status;
	else if (!json)
		row = ERROR_NOT_JSON;
	else
		row = read_token(object, &t, &nomem);
	if (row != NULL)
		found = error_find(row);
	if (found != NULL) {
		if (oauth_error)
			(void)json_text(object, "error_description", &description);
		/* 401 or 403 is about the credentials, whatever name the server gives it. */
		struct error_row refused = *found;
		if (reply->status == 401 || reply->status == 403)
			refused.failure = OAUTH_FAIL_REFUSED;
		r = error_say(&refused, c, reply, oauth_error ? code : NULL, description,
			      ret_problem, err);
	} else if (nomem) {
		ret_problem->failure = OAUTH_FAIL_LOCAL;
		r = err_nomem(err);
	} else {
		*ret_token = t;
		t = (struct oauth_token){ 0 };
		r = 0;
	}
	json_release(object, "access_token");
	oauth_token_clear(&t);
	return r;
}
