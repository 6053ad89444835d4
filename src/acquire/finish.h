/* How a token request ends for later callers: the token or the failure goes into the cache. */
#ifndef CCRED_ACQUIRE_FINISH_H
#define CCRED_ACQUIRE_FINISH_H

#include "acquire/acquired.h"
#include "acquire/acquisition.h"
#include "oauth/operations.h"

/* Records what later callers are told of a failure. Under the lock. */
void finish_failure(const struct acquisition *a, const struct oauth_problem *problem,
		    const struct err *err);

/*
 * Stores the token and moves it into acquired, with warnings. Under the lock. Returns 0, or EXIT_DENIED if this
 * token was rejected before.
 */
int finish_token(struct acquisition *a, struct oauth_token *token, struct acquired *acquired,
		 struct err *err);

#endif
