/* Proofs of the key that a token is bound to (RFC 9449). */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"

/* The algorithm of all keys and proofs. */
#define DPOP_ALG "ES256"

/* The request that a proof goes with. */
struct dpop_use {
	const char *method;
	/* Its query and its fragment are no part of the proof. */
	const char *url;
	/* As the server gave it; NULL: none. */
	const char *nonce;
	/* The token that is sent with it; NULL: the request is for a token. */
	const struct secret *token;
};

/* Makes the key of one token, as raw bytes. Returns 0 or EXIT_OS. */
int dpop_key_new(struct secret **ret_key, struct err *err);

/* Appends a fresh proof, without the name of its header. Returns 0, EXIT_DATA (the key is none), or
 * EXIT_OS. */
int dpop_proof(const struct secret *key, const struct dpop_use *use, struct buf *b,
	       struct err *err);

/* Whether a text is a nonce (RFC 9449, 8.1). A longer one than any header holds is none. */
bool dpop_is_nonce(const char *text);

/* The thumbprint of the key (RFC 7638), with which a server names it in a token. Returns as
 * dpop_proof. */
#define DPOP_THUMBPRINT_SIZE 44
int dpop_thumbprint(const struct secret *key, char out[DPOP_THUMBPRINT_SIZE], struct err *err);
