/* The JWT that a client signs to prove itself (RFC 7523, 3): header and claims as text, and its way
 * into a request. */
#pragma once

#include "base/limits.h"
#include "oauth/auth.h"

/* The type of an assertion that is a JWT (RFC 7523, 2.2). */
#define JWT_BEARER "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

/* Appends a jti: 128 random bits. Returns 0 or EXIT_OS. */
int jwt_put_id(struct buf *b, struct err *err);

/* What it says. The strings are borrowed. */
struct jwt_assertion {
	const char *alg, *typ;
	/* NULL: left out. */
	const char *kid, *x5t_s256;
	/* Issuer and subject. */
	const char *client_id;
	const char *audience, *id;
	/* Seconds since 1970. */
	int64_t issued_s, expires_s;
};

/* Appends header and claims as they are signed: both in base64url, with a dot between them (RFC
 * 7515, 5.1). Pure. */
void jwt_put(struct buf *b, const struct jwt_assertion *jwt);

/* Room for the name of an algorithm. */
#define JWT_ALG_SIZE (LIMIT_NAME + 1)

/*
 * Writes the algorithm for an attempt: the first word of the list that both assertion-alg and the
 * server's metadata allow. who is what can sign so, for the error: "the key". Returns 0 or
 * EXIT_CONFIG.
 */
int jwt_algorithm(const struct auth_attempt *attempt, const char *list, const char *who,
		  char out[JWT_ALG_SIZE], struct err *err);

/* Signs these bytes. Returns as sign of struct auth_signer. */
typedef int (*jwt_sign_fn)(const struct auth_attempt *attempt, const char *alg, const void *data,
			   size_t len, struct secret **ret_signature, struct err *err);

/* How a method signs. */
struct jwt_signing {
	const struct auth_method *method;
	const char *alg;
	/* NULL: left out. */
	const char *kid, *x5t_s256;
	jwt_sign_fn sign;
};

/* Makes a JWT that is new in this try, has it signed, and adds it to the request. The signature
 * must have the length that the algorithm wants. Returns 0 or an error. */
int jwt_apply(struct token_request *request, const struct auth_attempt *attempt,
	      const struct jwt_signing *signing, struct err *err);
