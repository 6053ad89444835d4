/* Verifies signatures of JOSE (RFC 7515) with GnuTLS: of assertions, and of proofs that bring their
 * own key. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <json-c/json.h>

/* A JWS in compact form, taken apart. Set up by jws_parse; jws_clear at the end. */
struct jws {
	struct json_object *header, *payload;
	/* Of the header. */
	const char *alg;
	/* What is signed: the first two parts and the dot between them. */
	char *input;
	unsigned char *signature;
	size_t signature_len;
};

/* Returns false if it is none: three parts of base64url without padding, two of them JSON objects,
 * an alg in the header, and no crit. */
bool jws_parse(const char *text, size_t len, struct jws *ret_jws);
void jws_clear(struct jws *jws);

/* A member that is a text; NULL: it is another thing, or not there. */
const char *jws_text(struct json_object *object, const char *name);

/* A member that is a whole number. */
bool jws_number(struct json_object *object, const char *name, int64_t *ret_value);

/* Verifies the signature by the alg of the header with one public key as a JWK (RFC 7517): RS, PS
 * and ES with 256, 384 and 512, each curve with its own alg, and EdDSA with Ed25519. */
bool jws_verify_jwk(const struct jws *jws, struct json_object *jwk);

/*
 * The same with registered keys: PEM, or a JWK Set. If its keys have kids, the header must name one
 * of them; else any key of it will do.
 */
bool jws_verify_keys(const struct jws *jws, const char *keys);

/* Whether a text is such keys: public keys alone. */
bool jws_keys_valid(const char *keys);

/* Verifies HS256, HS384 or HS512. */
bool jws_verify_secret(const struct jws *jws, const char *secret);

/* The thumbprint of a JWK (RFC 7638) in base64url; NULL: it is none. The caller frees. */
char *jwk_thumbprint(struct json_object *jwk);

/* base64url without padding (RFC 7515, 2), and its decoding: NULL if it is none. NUL behind both.
 * The caller frees. */
char *base64url(const void *data, size_t len);
unsigned char *base64url_decode(const char *text, size_t len, size_t *ret_len);
