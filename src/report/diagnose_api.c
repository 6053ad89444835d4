/* Calling a protected API with a token, and what it makes of that. */
#include "base/banned.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "report/diagnose.h"
#include "http/http.h"

/* The value of a quoted attribute of a challenge (RFC 6750, 3). Returns its length, 0: none. */
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
	/* The server knows the token by now: none of its words is shown with it. */
	if (strstr(challenge, token->data) == NULL &&
	    (len = attribute(challenge, "scope=\"", &value)) > 0)
		text_escape(value, len, a->scope, sizeof(a->scope));
}

int diagnose_api(const struct oauth_config *config, const char *url, const struct secret *token,
		 int64_t deadline_ms, struct api_answer *ret_answer, struct err *err)
{
	struct http_request rq = {
		.url = url,
		.bearer = token,
		.body_unread = true,
		.ca_file = config->ca_file,
		.allow_http_loopback = config->allow_http_loopback,
		.timeout_ms = clock_left(deadline_ms),
	};
	struct http_reply reply = HTTP_REPLY_INIT;
	int r = http_send(&rq, &reply, err);

	if (r == 0) {
		*ret_answer = (struct api_answer){ .status = reply.status };
		if (reply.challenge != NULL)
			read_challenge(reply.challenge, token, ret_answer);
	}
	http_reply_clear(&reply);
	return r;
}
