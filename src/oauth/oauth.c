/* The token request: made, sent, and its answer read. */
#include "base/banned.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/trace.h"
#include "oauth/oauth.h"
#include "http/http.h"
#include "oauth/request.h"
#include "oauth/response.h"
#include "oauth/retry.h"

/* Only words of ours: those of the server, which knows the secret by now, stay out of the trace. */
static void trace_scope(const char *asked, const char *granted)
{
	char missing[1024];

	if (asked == NULL || granted == NULL)
		return;
	if (text_missing(asked, granted, missing, sizeof(missing))[0] != '\0')
		trace("token request: the scope is narrower than asked, without %s", missing);
}

static void trace_answer(const struct oauth_config *config, int r, const struct oauth_token *token,
			 const struct err *err)
{
	if (r != 0) {
		trace("token request: %s", err->text);
		return;
	}
	if (token->lifetime_s > 0)
		trace("token request: granted for %lld s", (long long)token->lifetime_s);
	else
		trace("token request: granted, %s", token->warning);
	trace_scope(config->scope, token->scope);
}

int oauth_request(const struct oauth_config *config, const struct oauth_metadata *metadata,
		  const struct secret *client_id, const struct secret *client_secret,
		  int64_t deadline_ms, struct oauth_token *ret_token,
		  struct oauth_problem *ret_problem, struct err *err)
{
	struct token_request rq;
	struct http_reply reply = HTTP_REPLY_INIT;
	struct oauth_token token = { 0 };
	struct clock_now asked;
	int r;

	*ret_problem = (struct oauth_problem){ .failure = OAUTH_FAIL_LOCAL };
	r = token_request_make(config, metadata, client_id, client_secret, &rq, err);
	if (r != 0)
		return r;
	struct http_request http = {
		.url = metadata->token_endpoint,
		.form = &rq.form,
		.user = rq.basic ? buf_str(&rq.user) : NULL,
		.password = rq.basic ? buf_str(&rq.password) : NULL,
		.ca_file = config->ca_file,
		.allow_http_loopback = config->allow_http_loopback,
	};
	struct response_context context = { config, metadata, &rq, client_id, client_secret };
	trace("token request: POST %s, client id %s, auth %s, scope %s, audience %s",
	      metadata->token_endpoint, client_id->data, rq.basic ? "basic" : "post",
	      config->scope != NULL ? config->scope : "not asked",
	      config->audience != NULL ? config->audience : "not asked");
	/* Before the first try: of several, the lifetime may only come out too short. */
	clock_now(&asked);
	if ((r = retry_send(&http, deadline_ms, &reply, ret_problem, err)) == 0) {
		r = response_read(&context, &reply, &token, ret_problem, err);
		ret_problem->date = reply.date;
	}
	if (trace_on())
		trace_answer(config, r, &token, err);
	if (r == 0) {
		token.asked = asked;
		*ret_token = token;
		ret_problem->failure = OAUTH_FAIL_NONE;
	}
	http_reply_clear(&reply);
	token_request_clear(&rq);
	return r;
}
