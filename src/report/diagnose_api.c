/* Calls a protected API with a token, for ccred doctor. */
#include "base/banned.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "http/http.h"
#include "report/diagnose_api.h"

/* The value of a quoted attribute of a challenge (RFC 6750, 3). Returns its length; 0: there is none. */
static size_t attribute(const char *challenge, const char *name, const char **ret_value)
{
	const char *p = strstr(challenge, name);

	if (p == NULL)
		return 0;
	*ret_value = p + strlen(name);
	return strcspn(*ret_value, "\"");
}

static void read_challenge(const char *challenge, const struct secret *token, struct api_answer *a)
{
	static const char *const known[] = { "invalid_request", "invalid_token",
					     "insufficient_scope" };
	const char *value = NULL;
	size_t len = attribute(challenge, "error=\"", &value);

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (len == strlen(known[i]) && memcmp(value, known[i], len) == 0)
			a->error = known[i];
	/* The server has seen the token and may repeat it: then nothing of the challenge is shown. */
	if (strstr(challenge, token->data) == NULL &&
	    (len = attribute(challenge, "scope=\"", &value)) > 0)
		text_escape(value, len, a->scope, sizeof(a->scope));
}

int diagnose_api(const char *url, const char *ca_file, bool allow_http_loopback,
		 const struct secret *token, int64_t deadline_ms, struct api_answer *ret_answer,
		 struct err *err)
{
	struct buf authorization = BUF_SECRET(2 * LIMIT_TOKEN);
	struct http_request rq = {
		.url = url,
		.authorization = &authorization,
		.body_unread = true,
		.ca_file = ca_file,
		.allow_http_loopback = allow_http_loopback,
		.timeout_ms = clock_left(deadline_ms),
	};
	struct http_reply reply = HTTP_REPLY_INIT;
	int r;

	/* RFC 6750, 2.1. */
	buf_puts(&authorization, "Bearer ");
	buf_put(&authorization, token->data, token->len);
	r = buf_error(&authorization) ? err_nomem(err) : http_send(&rq, &reply, err);
	if (r == 0) {
		*ret_answer = (struct api_answer){ .status = reply.status };
		if (reply.challenge != NULL)
			read_challenge(reply.challenge, token, ret_answer);
	}
	http_reply_clear(&reply);
	buf_free(&authorization);
	return r;
}
