/* A public key as a plugin says it, a JWK or PEM: its required members alone, and its
 * thumbprint. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "jose/jose.h"

/* Set up with { 0 }. */
struct public_key {
	/* As jose_public_jwk writes it. Owned. */
	char *jwk;
	char thumbprint[JOSE_HASH];
};

/* Returns 0, EXIT_DATA for what is no such key, or EXIT_OS. No member of a private key gets
 * through. */
int public_key_read(const char *text, struct public_key *ret_key, struct err *err);
void public_key_clear(struct public_key *key);
