/* The tables of the keys and algorithms of JOSE (RFC 7518, 3.1, and RFC 8037), and making a key. */
#include "jose/kind.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <stdlib.h>

#define RSA_BITS_MIN 2048
#define RSA_BITS_MAX 16384
#define RSA_BITS_NEW 3072u

static const struct jose_kind kinds[] = {
	{ "an RSA key", "RSA", "RSA", NULL, NULL, "RS256 RS384 RS512 PS256 PS384 PS512", 0 },
	{ "an EC key of the curve P-256", "EC", "EC", "P-256", "prime256v1", "ES256", 32 },
	{ "an EC key of the curve P-384", "EC", "EC", "P-384", "secp384r1", "ES384", 48 },
	{ "an EC key of the curve P-521", "EC", "EC", "P-521", "secp521r1", "ES512", 66 },
	{ "an Ed25519 key", "ED25519", "OKP", "Ed25519", NULL, "EdDSA", 32 },
};
#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static const struct jose_algorithm algorithms[] = {
	{ "RS256", "SHA256", &kinds[0], 0 }, { "RS384", "SHA384", &kinds[0], 0 },
	{ "RS512", "SHA512", &kinds[0], 0 }, { "PS256", "SHA256", &kinds[0], 1 },
	{ "PS384", "SHA384", &kinds[0], 1 }, { "PS512", "SHA512", &kinds[0], 1 },
	{ "ES256", "SHA256", &kinds[1], 0 }, { "ES384", "SHA384", &kinds[2], 0 },
	{ "ES512", "SHA512", &kinds[3], 0 }, { "EdDSA", NULL, &kinds[4], 0 },
};
#define N_ALGORITHMS (sizeof(algorithms) / sizeof(algorithms[0]))

const struct jose_algorithm *jose_algorithm_find(const char *name)
{
	for (size_t i = 0; i < N_ALGORITHMS; i++)
		if (strcmp(algorithms[i].name, name) == 0)
			return &algorithms[i];
	return NULL;
}

const struct jose_kind *jose_kind_find(const char *kty, const char *crv)
{
	for (size_t i = 0; i < N_KINDS; i++)
		if (strcmp(kinds[i].kty, kty) == 0 &&
		    (kinds[i].crv == NULL || (crv != NULL && strcmp(kinds[i].crv, crv) == 0)))
			return &kinds[i];
	return NULL;
}

/* By way of the encoding: a key of an engine or a provider answers fewer questions than one of our
 * own. */
EVP_PKEY *jose_public(EVP_PKEY *key)
{
	unsigned char *der = NULL;
	const unsigned char *p;
	EVP_PKEY *public = NULL;
	int len = i2d_PUBKEY(key, &der);

	if (len > 0) {
		p = der;
		public = d2i_PUBKEY(NULL, &p, len);
	}
	OPENSSL_free(der);
	return public;
}

const struct jose_kind *jose_kind_of(EVP_PKEY *public, const char **ret_why)
{
	char group[64] = "";
	int bits = public != NULL ? EVP_PKEY_get_bits(public) : 0;

	*ret_why = public != NULL
			   ? "it is no key of RSA, of the curves P-256, P-384 and P-521, or Ed25519"
			   : "its public key cannot be read";
	if (public == NULL)
		return NULL;
	if (EVP_PKEY_is_a(public, "RSA") && bits < RSA_BITS_MIN)
		*ret_why = "it is an RSA key of fewer than 2048 bits, which is not safe";
	if (EVP_PKEY_is_a(public, "RSA") && bits > RSA_BITS_MAX)
		*ret_why = "it is an RSA key of more than 16384 bits";
	if (EVP_PKEY_is_a(public, "RSA") && (bits < RSA_BITS_MIN || bits > RSA_BITS_MAX))
		return NULL;
	if (EVP_PKEY_is_a(public, "EC") &&
	    !EVP_PKEY_get_group_name(public, group, sizeof(group), NULL))
		group[0] = '\0';
	for (size_t i = 0; i < N_KINDS; i++)
		if (EVP_PKEY_is_a(public, kinds[i].type) &&
		    (kinds[i].group == NULL || strcmp(kinds[i].group, group) == 0))
			return &kinds[i];
	return NULL;
}

const char *jose_kind(EVP_PKEY *key)
{
	EVP_PKEY *public = jose_public(key);
	const char *why;
	const struct jose_kind *kind = jose_kind_of(public, &why);

	EVP_PKEY_free(public);
	return kind != NULL ? kind->name : "a key of another kind";
}

const char *jose_algorithms(EVP_PKEY *key, char ret_list[JOSE_ALGORITHMS])
{
	EVP_PKEY *public = jose_public(key);
	const char *why;
	const struct jose_kind *kind = jose_kind_of(public, &why);

	EVP_PKEY_free(public);
	if (kind == NULL)
		return why;
	snprintf(ret_list, JOSE_ALGORITHMS, "%s", kind->algorithms);
	return NULL;
}

int jose_list_has(const char *list, const char *alg)
{
	size_t len = strlen(alg);

	for (const char *p = list; len > 0 && (p = strstr(p, alg)) != NULL; p += len)
		if ((p == list || p[-1] == ' ') && (p[len] == '\0' || p[len] == ' '))
			return 1;
	return 0;
}

EVP_PKEY *jose_generate(const char *alg)
{
	const struct jose_algorithm *a = jose_algorithm_find(alg);

	if (a == NULL)
		return NULL;
	if (a->kind->coordinate == 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)RSA_BITS_NEW);
	if (a->kind->group != NULL)
		return EVP_PKEY_Q_keygen(NULL, NULL, "EC", a->kind->group);
	return EVP_PKEY_Q_keygen(NULL, NULL, a->kind->type);
}

/* As much as libcrypto may want to look at a key. */
#define MEMORY_WANTED 65536

void jose_begin(void)
{
	errno = 0;
	ERR_clear_error();
}

bool jose_no_memory(void)
{
	bool none = errno == ENOMEM;
	/* Else a compiler may leave the try out. */
	void *volatile room = malloc(MEMORY_WANTED);
	unsigned long code;

	none |= room == NULL;
	free(room);
	while ((code = ERR_get_error()) != 0)
		none |= ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE;
	return none;
}
