/* Requests to a server: for a token (RFC 6749, 4.4), or about one (RFC 7009, RFC 7662). */
#pragma once

#include "oauth/response.h"

/*
 * Asks for a token, if attempt->operation is OAUTH_GRANT, with tries and backoff until deadline_ms.
 * Returns 0, or the exit code with a message that names the server's error and what to do, and
 * *ret_problem.
 */
int oauth_request(const struct auth_attempt *attempt, int64_t deadline_ms,
		  struct oauth_token *ret_token, struct oauth_problem *ret_problem,
		  struct err *err);

/* Makes the request of a try, which may need a signature, and does not send it. Returns 0 or the
 * error that a call would end with. */
int oauth_rehearse(const struct auth_attempt *attempt, struct err *err);

/*
 * Asks the server in the same way about the token; its metadata must offer that. All members of the
 * answer but active go to introspection->fn. If introspection is NULL, the server revokes the token
 * instead; a token that it does not know is no error. The endpoint is checked as the token endpoint
 * is.
 */
int oauth_token_op(const struct auth_attempt *attempt, const struct secret *token,
		   int64_t deadline_ms, struct oauth_introspection *introspection,
		   struct oauth_problem *ret_problem, struct err *err);
