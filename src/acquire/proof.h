/* Proofs for the requests that callers send with a token that is bound to a key (RFC 9449). */
#pragma once

#include "acquire/acquisition.h"

/* Checks what a caller says of its request: returns 0 or EXIT_USAGE. */
int proof_check(const struct acquire_request *request, struct err *err);

/* Makes the proof for the request that the caller asks about, with this token and its key. The
 * caller frees it. */
int proof_make(const struct acquire_request *request, const struct secret *token,
	       const struct secret *key, char **ret_proof, struct err *err);

/* The operation: the cached token with a proof. No server is asked. */
int proof_of_cached(struct acquisition *a, struct acquired *acquired, struct err *err);
