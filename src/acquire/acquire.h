/* What ccred-acquire can be asked to do with a profile: from its name to a token, stored for all callers. */
#pragma once

#include "acquire/attempt.h"

/*
 * Each returns 0, or an exit code with the message for the user. In both cases *ret_acquired may hold warnings,
 * and the caller clears it.
 */

/* Runs all steps: configuration, checks, discovery, stack, request, cache. Records what later callers share. */
int acquire(const struct acquire_request *request, struct acquired *ret_acquired, struct err *err);

/*
 * Finds the token endpoint, for ccred setup, without the cache, and runs the stack. The answer is described in wire.h.
 * Returns 0 if there is an endpoint.
 */
int acquire_discover(const struct acquire_request *request, struct acquired *ret_acquired,
		     struct err *err);

/*
 * Proves the credential of the request by a token request, without the stack and the cache.
 * The token is dropped. ret_acquired has its lifetime and scope.
 */
int acquire_prove(const struct acquire_request *request, struct acquired *ret_acquired,
		  struct err *err);

/*
 * Revokes the token of the request with the credential that the stack finds. Of the cache only kept metadata change.
 * Returns 0 as well if the server does not offer revocation: then unoffered says so.
 */
int acquire_revoke(const struct acquire_request *request, struct acquired *ret_acquired,
		   struct err *err);

/*
 * Revocation or introspection: finds the endpoint of the operation, runs the stack, and asks as attempt_run does.
 * Returns 0 as well if the server does not offer the operation: then acquired->unoffered says so.
 */
int token_op_run(struct acquisition *a, enum oauth_operation kind, attempt_ask_fn ask, void *arg,
		 struct acquired *acquired, struct err *err);
