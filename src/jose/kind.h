/* The kinds of keys and the algorithms that JOSE has for them: what the files of src/jose share. */
#pragma once

#include "jose/jose.h"

struct jose_kind {
	/* For messages. */
	const char *name;
	/* The name of libcrypto, and the kty and crv of a JWK; crv is NULL for RSA. */
	const char *type, *kty, *crv;
	/* A curve of EC; libcrypto's name. */
	const char *group;
	/* Separated by a blank, the preferred one first. */
	const char *algorithms;
	/* The bytes of a coordinate, or of r and of s; 0: RSA. */
	size_t coordinate;
};

struct jose_algorithm {
	const char *name;
	/* NULL: the algorithm has its own. */
	const char *digest;
	const struct jose_kind *kind;
	int pss;
};

/* The algorithm of that name; NULL: there is none. */
const struct jose_algorithm *jose_algorithm_find(const char *name);

/* The kind of a key that jose_public returned, or NULL with *ret_why. */
const struct jose_kind *jose_kind_of(EVP_PKEY *public, const char **ret_why);

/* The kind of a JWK; crv may be NULL. NULL: none that is known. */
const struct jose_kind *jose_kind_find(const char *kty, const char *crv);
