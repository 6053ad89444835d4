/* The answer to a token request, read strictly (RFC 6749, 5.1 and 5.2): pure. */
#ifndef CCRED_OAUTH_RESPONSE_H
#define CCRED_OAUTH_RESPONSE_H

#include "oauth/exchange.h"
#include "oauth/token.h"

/*
 * Reads the answer. Returns 0 and the token (the caller sets asked), or the exit code of the row of the error
 * table that the answer falls under, with its message.
 */
int response_read(const struct oauth_exchange *x, struct oauth_token *ret_token,
		  struct oauth_problem *ret_problem, struct err *err);

#endif
