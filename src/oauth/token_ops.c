/* What can be done with a token that is there. */
#include "base/banned.h"
#include "base/limits.h"
#include "base/trace.h"
#include "oauth/token_ops.h"
#include "oauth/claims.h"
#include "oauth/discovery.h"
#include "http/json.h"
#include "oauth/jwt.h"
#include "oauth/op_answer.h"
#include "oauth/retry.h"

bool oauth_jwt(const struct secret *token, oauth_claim_fn fn, void *arg, size_t *ret_more)
{
	struct json_object *header = NULL, *payload = NULL;

	if (jwt_read(token->data, token->len, &header, &payload) != 0)
		return false;
	*ret_more = claims_each(header, OAUTH_PART_HEADER, NULL, NULL, fn, arg) +
		    claims_each(payload, OAUTH_PART_PAYLOAD, NULL, NULL, fn, arg);
	json_release(header, NULL);
	json_release(payload, NULL);
	return true;
}

/* Asking again does no harm: a token that is revoked stays so, and looking changes nothing. */
static int send_request(const struct oauth_config *config, const char *url,
			const struct token_request *rq, int64_t deadline_ms,
			struct http_reply *ret_reply, struct oauth_problem *ret_problem,
			struct err *err)
{
	struct http_request http = {
		.url = url,
		.form = &rq->form,
		.user = rq->basic ? buf_str(&rq->user) : NULL,
		.password = rq->basic ? buf_str(&rq->password) : NULL,
		.ca_file = config->ca_file,
		.allow_http_loopback = config->allow_http_loopback,
	};

	return retry_send(&http, deadline_ms, ret_reply, ret_problem, err);
}

/* introspection is NULL for a revocation. */
static int operate(const struct response_context *context, enum oauth_operation operation,
		   int64_t deadline_ms, struct oauth_introspection *introspection,
		   struct oauth_problem *ret_problem, struct err *err)
{
	const struct oauth_metadata *m = context->metadata;
	const char *what = operation == OAUTH_REVOKE ? "revocation" : "introspection";
	const char *url = oauth_endpoint_url(m, operation);
	struct response_context c = *context;
	struct http_reply reply = HTTP_REPLY_INIT;
	struct token_request rq;
	int r;

	*ret_problem = (struct oauth_problem){ .failure = OAUTH_FAIL_LOCAL };
	r = discovery_check_endpoint(c.config, m->document_url,
				     operation == OAUTH_REVOKE ? "revocation_endpoint"
							       : "introspection_endpoint",
				     url, err);
	if (r != 0 || (r = token_op_make(c.config, m, operation, c.client_id, c.client_secret,
					 c.token, &rq, err)) != 0)
		return r;
	c.request = &rq;
	trace("%s: POST %s, client id %s, auth %s", what, url, c.client_id->data,
	      rq.basic ? "basic" : "post");
	if ((r = send_request(c.config, url, &rq, deadline_ms, &reply, ret_problem, err)) == 0)
		r = introspection == NULL
			    ? revocation_read(&c, &reply, ret_problem, err)
			    : introspection_read(&c, &reply, introspection, ret_problem, err);
	trace("%s: %s", what, r != 0 ? err->text : "done");
	if (r == 0)
		ret_problem->failure = OAUTH_FAIL_NONE;
	http_reply_clear(&reply);
	token_request_clear(&rq);
	return r;
}

int oauth_revoke(const struct oauth_config *config, const struct oauth_metadata *metadata,
		 const struct secret *client_id, const struct secret *client_secret,
		 const struct secret *token, int64_t deadline_ms, struct oauth_problem *ret_problem,
		 struct err *err)
{
	struct response_context context = {
		config, metadata, NULL, client_id, client_secret, token
	};

	return operate(&context, OAUTH_REVOKE, deadline_ms, NULL, ret_problem, err);
}

int oauth_introspect(const struct oauth_config *config, const struct oauth_metadata *metadata,
		     const struct secret *client_id, const struct secret *client_secret,
		     const struct secret *token, int64_t deadline_ms,
		     struct oauth_introspection *introspection, struct oauth_problem *ret_problem,
		     struct err *err)
{
	struct response_context context = {
		config, metadata, NULL, client_id, client_secret, token
	};

	return operate(&context, OAUTH_INTROSPECT, deadline_ms, introspection, ret_problem, err);
}
