/* Asks the server about a token: revocation (RFC 7009) and introspection (RFC 7662). */
#ifndef CCRED_OAUTH_TOKEN_OPS_H
#define CCRED_OAUTH_TOKEN_OPS_H

#include "base/credential.h"
#include "oauth/op_answer.h"

/*
 * Revokes the token at the server, whose metadata offer it, with tries and backoff until deadline_ms. The endpoint
 * is checked as the token endpoint is. Returns 0 (also for a token that the server does not know), or the exit
 * code with a message that names the server's error and what to do, and *ret_problem.
 */
int oauth_revoke(const struct oauth_config *config, const struct oauth_metadata *metadata,
		 const struct credential *credential, const struct secret *token,
		 int64_t deadline_ms, struct oauth_problem *ret_problem, struct err *err);

/* Asks the server in the same way what it knows of the token. All members of its answer but active go to
 * introspection->fn. */
int oauth_introspect(const struct oauth_config *config, const struct oauth_metadata *metadata,
		     const struct credential *credential, const struct secret *token,
		     int64_t deadline_ms, struct oauth_introspection *introspection,
		     struct oauth_problem *ret_problem, struct err *err);

#endif
