/* Keys as PEM (RFC 7468): a private key to be written into a file, a public key that a program
 * prints. */
#pragma once

#include "jose/jose.h"

/* The private key as PKCS #8, not encrypted, with a NUL behind it. The caller wipes and frees
 * *ret_len bytes. NULL: libcrypto failed. */
char *jose_private_pem(EVP_PKEY *key, size_t *ret_len);

/* The public key of a PEM text; the caller frees. NULL: it is none. */
EVP_PKEY *jose_read_public_pem(const char *pem);
