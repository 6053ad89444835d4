/* The token request by client credentials (RFC 6749, 4.4). */
#ifndef CCRED_OAUTH_GRANT_H
#define CCRED_OAUTH_GRANT_H

#include "base/credential.h"
#include "oauth/metadata.h"
#include "oauth/token.h"

/*
 * Asks for a token, with tries and backoff until deadline_ms. Returns 0, or the exit code with a message that
 * names the server's error and what to do, and *ret_problem.
 */
int oauth_request(const struct oauth_config *config, const struct oauth_metadata *metadata,
		  const struct credential *credential, int64_t deadline_ms,
		  struct oauth_token *ret_token, struct oauth_problem *ret_problem,
		  struct err *err);

#endif
