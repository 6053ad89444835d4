/* The answers to revocation (RFC 7009, 2.2) and introspection (RFC 7662, 2.2), read strictly: pure. */
#ifndef CCRED_OAUTH_OP_ANSWER_H
#define CCRED_OAUTH_OP_ANSWER_H

#include "oauth/response.h"
#include "oauth/token_ops.h"

/* context->token is the token that was asked about. Each returns 0, or the exit code of the row of an
 * error table that the answer falls under, with its message. */
int revocation_read(const struct response_context *context, const struct http_reply *reply,
		    struct oauth_problem *ret_problem, struct err *err);
int introspection_read(const struct response_context *context, const struct http_reply *reply,
		       struct oauth_introspection *introspection, struct oauth_problem *ret_problem,
		       struct err *err);

#endif
