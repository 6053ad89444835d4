/* The token request: made, sent, and its answer read. */
#include "base/banned.h"
#include "base/limits.h"
#include "oauth/oauth.h"
#include "oauth/http.h"
#include "oauth/request.h"
#include "oauth/response.h"
#include "oauth/retry.h"

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
	/* Before the first try: of several, the lifetime may only come out too short. */
	clock_now(&asked);
	if ((r = retry_send(&http, deadline_ms, &reply, ret_problem, err)) == 0)
		r = response_read(&context, &reply, &token, ret_problem, err);
	if (r == 0) {
		token.asked = asked;
		*ret_token = token;
		ret_problem->failure = OAUTH_FAIL_NONE;
	}
	http_reply_clear(&reply);
	token_request_clear(&rq);
	return r;
}
