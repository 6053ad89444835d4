/* The slow path: from a profile to a token, stored for everybody. */
#ifndef CCRED_ACQUIRE_ACQUIRE_H
#define CCRED_ACQUIRE_ACQUIRE_H

#include <stdbool.h>
#include <stdint.h>

#include "acquire/request.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"

struct acquired {
	struct secret *token;
	int64_t expires_s; /* seconds since 1970; 0: not known, and not cached */
	char *scope; /* as granted; NULL: as asked */
	struct buf warnings; /* warning= lines of the answer */
	struct buf
		report; /* the lines of an explanation, of what was done with a token, or the version */
};

/*
 * Runs the whole of it: configuration, checks, discovery, stack, request, cache; records what later
 * callers share. Returns 0 or an exit code with the message for the user. The caller clears what it
 * got in both cases; warnings may be there in both.
 */
int acquire(const struct acquire_request *request, struct acquired *ret_acquired, struct err *err);
/*
 * The same up to the token request, which is not sent, and without a change to the cache: what happened
 * goes into ret_acquired->report (wire.h). Returns 0 if the request could be made, else as acquire.
 */
int acquire_explain(const struct acquire_request *request, struct acquired *ret_acquired,
		    struct err *err);
/*
 * Whether the server takes the client id and secret of the request (mode=prove): a token request with
 * them, without the stack and the cache. The token is dropped; ret_acquired says how long it would have
 * been valid, and its scope. Returns as acquire.
 */
int acquire_prove(const struct acquire_request *request, struct acquired *ret_acquired,
		  struct err *err);
/*
 * Revokes the token of the request (mode=revoke) with credentials of the stack, as a token request would
 * be made; what the answer has stands in wire.h. Nothing in the cache changes but kept metadata. Returns
 * 0 (also if the server does not offer it), or as acquire.
 */
int acquire_revoke(const struct acquire_request *request, struct acquired *ret_acquired,
		   struct err *err);
/*
 * Tells what the token of the request (mode=introspect) says of itself, and, in the same way as
 * acquire_revoke, what the server says of it: lines of wire.h, also in case of failure.
 */
int acquire_introspect(const struct acquire_request *request, struct acquired *ret_acquired,
		       struct err *err);
/*
 * Proves the whole way (mode=doctor): the connection, discovery anew, the stack, a token request, and,
 * if the request has a url, the API behind it. The request is made, and what comes of it shared, as by
 * acquire with --renew, but the lock is taken here and for that alone; the token stays here. What was
 * found goes into ret_acquired->report (wire.h), failures too. Returns 0 if there is a report that says
 * all, else as acquire.
 */
int acquire_doctor(const struct acquire_request *request, struct acquired *ret_acquired,
		   struct err *err);
void acquired_clear(struct acquired *a);

#endif
