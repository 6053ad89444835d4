/* Keys as JOSE knows them (RFC 7515 to 7518): their algorithms, JWK, thumbprint, and signatures. It
 * needs libc and libcrypto alone, so that programs and the key plugin can share it. */
#pragma once

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>

/* Room for what jose_algorithms and jose_hash write. */
#define JOSE_ALGORITHMS 64
#define JOSE_HASH 44
/* Room for any signature: that of RSA with 16384 bits. */
#define JOSE_SIGNATURE 2048

/* Clears errno and libcrypto's error queue, which jose_no_memory reads later. */
void jose_begin(void);

/*
 * Whether libcrypto failed for want of memory since jose_begin: errno or the error queue, which is
 * emptied, says so, or there is no memory now. It tells a key that is no good from one that was not
 * looked at.
 */
bool jose_no_memory(void);

/*
 * Makes a key for an algorithm of RFC 7518, 3.1, or RFC 8037; EdDSA means Ed25519 here, and an RSA
 * key has 3072 bits. NULL: there is no such algorithm, or libcrypto failed.
 */
EVP_PKEY *jose_generate(const char *alg);

/*
 * Writes the algorithms that the key can sign with, separated by a blank, the preferred one first.
 * The key may live in a token. Returns NULL, or why the key cannot be used ("it is ...").
 */
const char *jose_algorithms(EVP_PKEY *key, char ret_list[JOSE_ALGORITHMS]);

/* Whether a list that is separated by blanks has the algorithm. */
int jose_list_has(const char *list, const char *alg);

/* What the key is, for messages: "an EC key of the curve P-256". */
const char *jose_kind(EVP_PKEY *key);

/* The part of the key that anybody may have, as a key of libcrypto's own, wherever the private part
 * lives. The caller frees it. */
EVP_PKEY *jose_public(EVP_PKEY *key);

/*
 * The public key as a JWK of its required members alone, in the order of RFC 7638, 3.2, without a
 * blank: what the thumbprint is the hash of. The caller frees it. NULL: jose_algorithms says why.
 */
char *jose_public_jwk(EVP_PKEY *key);

/* SHA-256 of a text in base64url: the thumbprint of what jose_public_jwk returned (RFC 7638), or
 * the ath of a token (RFC 9449, 4.2). Returns -1 if libcrypto failed. */
int jose_hash(const char *text, char ret_hash[JOSE_HASH]);

/* How long a signature is, as JWS has it. 0: as long as the modulus of the RSA key, or no such
 * algorithm. */
size_t jose_signature_size(const char *alg);

/*
 * Signs as JWS wants it: r and s for ECDSA. properties chooses the provider, such as
 * "?provider=tpm2"; NULL: any. *len_inout is the room, which JOSE_SIGNATURE fits, and then the
 * length. Returns -1 if the key cannot sign with this algorithm, or failed: libcrypto's error queue
 * may say why.
 */
int jose_sign(EVP_PKEY *key, const char *alg, const char *properties, const void *data, size_t len,
	      unsigned char *ret_signature, size_t *len_inout);
