/* The answer to a token request, read strictly. */
#include "base/banned.h"
#include "base/limits.h"
#include "base/text.h"
#include "http/json.h"
#include "oauth/errors.h"
#include "oauth/response.h"

#include <strings.h>

/* RFC 6749, 5.1, only recommends expires_in. Without it, a token is kept for a minute. */
#define LIFETIME_UNSAID_S 60

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

/* Returns 0 and the token, or the reason why there is none. */
static enum reason read_token(struct json_object *object, struct oauth_token *t)
{
	const char *token = NULL, *type = NULL, *scope = NULL;

	switch (json_string(object, "access_token", &token)) {
	case JSON_ABSENT:
		return REASON_TOKEN_MISSING;
	case JSON_OTHER:
		return REASON_TOKEN_MALFORMED;
	default:
		break;
	}
	if (!token_ok(token))
		return REASON_TOKEN_MALFORMED;
	if (json_string(object, "token_type", &type) != JSON_OK || strcasecmp(type, "Bearer") != 0)
		return REASON_TOKEN_TYPE;
	if (secret_new(token, strlen(token), &t->token) != 0 || read_lifetime(object, t) != 0)
		return REASON_NO_MEMORY;
	/* It is shown and stored, and decides nothing. A text that is no scope (RFC 6749, 3.3) is ignored. */
	if (json_string(object, "scope", &scope) == JSON_OK && strlen(scope) <= LIMIT_CONFIG_LINE &&
	    !text_has_control(scope, strlen(scope)) && (t->scope = strdup(scope)) == NULL)
		return REASON_NO_MEMORY;
	return NO_REASON;
}

/* The row that an answer falls under; NULL: it is a token, or memory ran out (*ret_reason). */
static const struct error_row *find_row(const struct http_reply *reply, struct json_object *object,
					const char *code, struct oauth_token *t,
					enum reason *ret_reason)
{
	enum reason by_status = reply->status != 200 ? error_of_status(reply->status) : NO_REASON;

	/* A redirect, a 429 and a 5xx count whatever the body says. Some servers send an OAuth error with 200. */
	if (by_status != NO_REASON && error_outranks_code(by_status))
		return error_find(by_status);
	if (code != NULL)
		return error_find_code(code);
	if (by_status != NO_REASON)
		return error_find(by_status);
	if (object == NULL)
		return error_find(REASON_ANSWER_NOT_JSON);
	*ret_reason = read_token(object, t);
	return *ret_reason == NO_REASON || *ret_reason == REASON_NO_MEMORY
		       ? NULL
		       : error_find(*ret_reason);
}

int response_read(const struct oauth_exchange *x, struct oauth_token *ret_token,
		  struct oauth_problem *ret_problem, struct err *err)
{
	const struct http_reply *reply = &x->reply;
	const char *code = NULL, *description = NULL;
	struct json_object *object = NULL;
	struct oauth_token t = { 0 };
	enum reason reason = NO_REASON;
	int r = 0;

	(void)json_read(buf_str(&reply->body), reply->body.len, &object);
	if (object != NULL && json_string(object, "error", &code) == JSON_OK)
		(void)json_string(object, "error_description", &description);
	const struct error_row *found = find_row(reply, object, code, &t, &reason);
	if (found != NULL) {
		/* 401 and 403 are about the credential, whatever name the server gives the error. */
		struct error_row row = *found;
		if (reply->status == 401 || reply->status == 403)
			row.failure = OAUTH_FAIL_REFUSED;
		r = error_say(&row, x, code, description, ret_problem, err);
	} else if (reason == REASON_NO_MEMORY) {
		ret_problem->failure = OAUTH_FAIL_LOCAL;
		r = err_nomem(err);
	} else {
		*ret_token = t;
		t = (struct oauth_token){ 0 };
	}
	json_release(object);
	oauth_token_clear(&t);
	return r;
}
