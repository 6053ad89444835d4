/* The key plugin's JWK: a private key as JSON (RFC 7517 and 7518; RFC 8037). */
#include "key.h"
#include "lib/json_strict.h"

#include "jose/kind.h"

#include <json-c/json.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>

/* The parameters of libcrypto that the members of RSA become, n, e and d first. */
static const struct {
	const char *member, *param;
} rsa_params[] = {
	{ "n", OSSL_PKEY_PARAM_RSA_N },          { "e", OSSL_PKEY_PARAM_RSA_E },
	{ "d", OSSL_PKEY_PARAM_RSA_D },          { "p", OSSL_PKEY_PARAM_RSA_FACTOR1 },
	{ "q", OSSL_PKEY_PARAM_RSA_FACTOR2 },    { "dp", OSSL_PKEY_PARAM_RSA_EXPONENT1 },
	{ "dq", OSSL_PKEY_PARAM_RSA_EXPONENT2 }, { "qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1 },
};
#define N_RSA (sizeof(rsa_params) / sizeof(rsa_params[0]))
#define N_RSA_REQUIRED 3

static int value_of(char c)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *p = c != '\0' ? strchr(alphabet, c) : NULL;

	return p != NULL ? (int)(p - alphabet) : -1;
}

/* Base64url (RFC 7515, 2) of a member. Returns the bytes, at most size of them, or -1. */
static int get_bytes(struct json_object *jwk, const char *name, unsigned char *out, size_t size)
{
	struct piece text;
	unsigned bits = 0, have = 0;
	size_t n = 0;

	if (json_strict_text(jwk, name, &text) != 0 || text.len == 0 || text.len % 4 == 1)
		return -1;
	for (size_t i = 0; i < text.len; i++) {
		int value = value_of(text.data[i]);
		if (value < 0)
			return -1;
		bits = (bits << 6 | (unsigned)value) & 0xffff;
		have += 6;
		if (have < 8)
			continue;
		have -= 8;
		if (n == size)
			return -1;
		out[n++] = (unsigned char)(bits >> have);
	}
	return (int)n;
}

static BIGNUM *get_number(struct json_object *jwk, const char *name)
{
	unsigned char bytes[JOSE_SIGNATURE];
	int len = get_bytes(jwk, name, bytes, sizeof(bytes));
	BIGNUM *number = len > 0 ? BN_bin2bn(bytes, len, NULL) : NULL;

	OPENSSL_cleanse(bytes, sizeof(bytes));
	return number;
}

static EVP_PKEY *make(const char *type, OSSL_PARAM_BLD *build)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
	EVP_PKEY *key = NULL;

	if (params == NULL || ctx == NULL || EVP_PKEY_fromdata_init(ctx) <= 0 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_KEYPAIR, params) <= 0)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	OSSL_PARAM_free(params);
	return key;
}

static EVP_PKEY *rsa(struct json_object *jwk)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *numbers[N_RSA] = { NULL };
	/* All of the others, or none (RFC 7518, 6.3.2). */
	size_t n = json_object_object_get_ex(jwk, "p", NULL) ? N_RSA : N_RSA_REQUIRED;
	int good = build != NULL && !json_object_object_get_ex(jwk, "oth", NULL);
	EVP_PKEY *key;

	for (size_t i = 0; good && i < n; i++)
		good = (numbers[i] = get_number(jwk, rsa_params[i].member)) != NULL &&
		       OSSL_PARAM_BLD_push_BN(build, rsa_params[i].param, numbers[i]);
	key = good ? make("RSA", build) : NULL;
	for (size_t i = 0; i < N_RSA; i++)
		BN_clear_free(numbers[i]);
	OSSL_PARAM_BLD_free(build);
	return key;
}

static EVP_PKEY *ec(struct json_object *jwk, const struct jose_kind *kind)
{
	unsigned char point[1 + 2 * 66] = { 4 };
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *d = get_number(jwk, "d");
	int size = (int)kind->coordinate;
	EVP_PKEY_CTX *ctx = NULL;
	EVP_PKEY *key = NULL;

	if (build != NULL && d != NULL &&
	    get_bytes(jwk, "x", point + 1, kind->coordinate) == size &&
	    get_bytes(jwk, "y", point + 1 + size, kind->coordinate) == size &&
	    OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, kind->group, 0) &&
	    OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point,
					     1 + 2 * kind->coordinate) &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_PRIV_KEY, d))
		key = make("EC", build);
	/* Nobody else compares d with x and y. */
	if (key != NULL && ((ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL)) == NULL ||
			    EVP_PKEY_pairwise_check(ctx) <= 0)) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	EVP_PKEY_CTX_free(ctx);
	BN_clear_free(d);
	OSSL_PARAM_BLD_free(build);
	return key;
}

static EVP_PKEY *ed25519(struct json_object *jwk, const struct jose_kind *kind)
{
	unsigned char d[32], x[32], made[32];
	size_t size = sizeof(d), len = sizeof(made);
	EVP_PKEY *key = NULL;

	if (get_bytes(jwk, "d", d, size) == (int)size && get_bytes(jwk, "x", x, size) == (int)size)
		key = EVP_PKEY_new_raw_private_key_ex(NULL, kind->type, NULL, d, size);
	if (key != NULL &&
	    (!EVP_PKEY_get_raw_public_key(key, made, &len) || memcmp(made, x, size) != 0)) {
		EVP_PKEY_free(key);
		key = NULL;
	}
	OPENSSL_cleanse(d, size);
	return key;
}

EVP_PKEY *key_from_jwk(const char *data, size_t len, const char **ret_why)
{
	const struct jose_kind *kind = NULL;
	struct json_object *jwk;
	struct piece kty, crv, d;
	EVP_PKEY *key = NULL;

	while (len > 0 && strchr(" \t\r\n", data[len - 1]) != NULL)
		len--;
	if ((jwk = json_strict_read(data, len, ret_why)) == NULL)
		return NULL;
	if (json_strict_text(jwk, "kty", &kty) == 0 && json_strict_text(jwk, "crv", &crv) == 0 &&
	    kty.data != NULL)
		kind = jose_kind_find(kty.data, crv.data);
	if (kind == NULL) {
		*ret_why =
			"its kty and crv are none of RSA, EC with P-256, P-384 or P-521, and OKP "
			"with Ed25519";
	} else if (json_strict_text(jwk, "d", &d) != 0 || d.data == NULL) {
		*ret_why = "it is a public key: its private part (d) is missing";
	} else {
		key = kind->coordinate == 0 ? rsa(jwk)
		      : kind->group != NULL ? ec(jwk, kind)
					    : ed25519(jwk, kind);
		*ret_why = key != NULL
				   ? NULL
				   : "its members are not those of one private key (RFC 7518, 6)";
	}
	json_object_put(jwk);
	return key;
}
