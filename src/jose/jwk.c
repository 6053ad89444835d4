/* The public half of a key as a JWK (RFC 7517), and the hash that is its thumbprint (RFC 7638). */
#include "jose/kind.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>

/* Base64url without padding (RFC 7515, 2), of at most JOSE_SIGNATURE bytes. */
static void encode(const unsigned char *data, size_t len, char *out)
{
	size_t n = (size_t)EVP_EncodeBlock((unsigned char *)out, data, (int)len);

	while (n > 0 && out[n - 1] == '=')
		out[--n] = '\0';
	for (; *out != '\0'; out++)
		*out = *out == '+' ? '-' : *out == '/' ? '_' : *out;
}

#define ENCODED (JOSE_SIGNATURE / 3 * 4 + 8)

/* A number of the key, of size bytes; 0: as short as it can be. Returns -1 if the key does not have
 * it. */
static int get_number(EVP_PKEY *public, const char *name, size_t size, char out[ENCODED])
{
	unsigned char bytes[JOSE_SIGNATURE];
	BIGNUM *number = NULL;
	int len = -1;

	if (EVP_PKEY_get_bn_param(public, name, &number)) {
		len = size > 0 ? (int)size : BN_num_bytes(number);
		len = len <= (int)sizeof(bytes) ? BN_bn2binpad(number, bytes, len) : -1;
	}
	BN_free(number);
	if (len <= 0)
		return -1;
	encode(bytes, (size_t)len, out);
	return 0;
}

static int get_raw(EVP_PKEY *public, char out[ENCODED])
{
	unsigned char bytes[32];
	size_t len = sizeof(bytes);

	if (!EVP_PKEY_get_raw_public_key(public, bytes, &len))
		return -1;
	encode(bytes, len, out);
	return 0;
}

char *jose_public_jwk(EVP_PKEY *key)
{
	EVP_PKEY *public = jose_public(key);
	const char *why;
	const struct jose_kind *kind = jose_kind_of(public, &why);
	char a[ENCODED], b[ENCODED], *jwk = NULL;
	int n = -1;

	if (kind == NULL)
		goto out;
	if (kind->coordinate == 0) {
		if (get_number(public, OSSL_PKEY_PARAM_RSA_E, 0, a) == 0 &&
		    get_number(public, OSSL_PKEY_PARAM_RSA_N, 0, b) == 0)
			n = asprintf(&jwk, "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}", a, b);
	} else if (kind->group != NULL) {
		if (get_number(public, OSSL_PKEY_PARAM_EC_PUB_X, kind->coordinate, a) == 0 &&
		    get_number(public, OSSL_PKEY_PARAM_EC_PUB_Y, kind->coordinate, b) == 0)
			n = asprintf(&jwk,
				     "{\"crv\":\"%s\",\"kty\":\"EC\",\"x\":\"%s\",\"y\":\"%s\"}",
				     kind->crv, a, b);
	} else if (get_raw(public, a) == 0) {
		n = asprintf(&jwk, "{\"crv\":\"%s\",\"kty\":\"OKP\",\"x\":\"%s\"}", kind->crv, a);
	}
out:
	EVP_PKEY_free(public);
	return n < 0 ? NULL : jwk;
}

int jose_hash(const char *text, char ret_hash[JOSE_HASH])
{
	unsigned char hash[EVP_MAX_MD_SIZE];
	char encoded[(EVP_MAX_MD_SIZE + 2) / 3 * 4 + 1];
	size_t len = 0;

	if (!EVP_Q_digest(NULL, "SHA256", NULL, text, strlen(text), hash, &len))
		return -1;
	encode(hash, len, encoded);
	snprintf(ret_hash, JOSE_HASH, "%.43s", encoded);
	return 0;
}
