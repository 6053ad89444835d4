/* What ccred-acquire can be asked to do with a profile: from its name to a token, stored for all callers. */
#ifndef CCRED_ACQUIRE_ACQUIRE_H
#define CCRED_ACQUIRE_ACQUIRE_H

#include "acquire/acquired.h"
#include "acquire/request.h"
#include "base/err.h"

/*
 * Each returns 0, or an exit code with the message for the user. In both cases *ret_acquired may hold warnings,
 * and the caller clears it.
 */

/* Runs all steps: configuration, checks, discovery, stack, request, cache. Records what later callers share. */
int acquire(const struct acquire_request *request, struct acquired *ret_acquired, struct err *err);

/*
 * Runs the steps before the token request, without a change to the cache. How each went is in
 * ret_acquired->report (wire.h). Returns 0 if the request could be made.
 */
int acquire_explain(const struct acquire_request *request, struct acquired *ret_acquired,
		    struct err *err);

/*
 * Proves client id and secret of the request (mode=prove) by a token request, without the stack and the cache.
 * The token is dropped. ret_acquired has its lifetime and scope.
 */
int acquire_prove(const struct acquire_request *request, struct acquired *ret_acquired,
		  struct err *err);

/*
 * Revokes the token of the request (mode=revoke) with the credential that the stack finds. The answer is described
 * in wire.h. In the cache only kept metadata change. Returns 0 as well if the server does not offer revocation.
 */
int acquire_revoke(const struct acquire_request *request, struct acquired *ret_acquired,
		   struct err *err);

/*
 * Tells what the token of the request (mode=introspect) says of itself, and, in the same way as acquire_revoke,
 * what the server says of it: lines of wire.h, in case of failure, too.
 */
int acquire_introspect(const struct acquire_request *request, struct acquired *ret_acquired,
		       struct err *err);

/*
 * Proves the whole way (mode=doctor): the connection, discovery anew, the stack, a token request, and, if the
 * request has a url, the API behind it. The token request is made and shared as acquire does it with --renew; the
 * lock is taken for it alone. The token stays here. The findings, failures included, are in
 * ret_acquired->report (wire.h). Returns 0 if the report is complete.
 */
int acquire_doctor(const struct acquire_request *request, struct acquired *ret_acquired,
		   struct err *err);

#endif
