/* Signatures as JWS wants them (RFC 7518, 3). */
#include "jose/kind.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

size_t jose_signature_size(const char *alg)
{
	const struct jose_algorithm *a = jose_algorithm_find(alg);

	return a != NULL ? 2 * a->kind->coordinate : 0;
}

/* ECDSA: libcrypto has DER, JWS wants both numbers at their full length (RFC 7518, 3.4). */
static int der_to_raw(const unsigned char *der, size_t len, size_t coordinate, unsigned char *raw)
{
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)len);
	int n = (int)coordinate, good;

	good = sig != NULL && BN_bn2binpad(ECDSA_SIG_get0_r(sig), raw, n) == n &&
	       BN_bn2binpad(ECDSA_SIG_get0_s(sig), raw + coordinate, n) == n;
	ECDSA_SIG_free(sig);
	return good ? 0 : -1;
}

static int use_pss(EVP_PKEY_CTX *ctx)
{
	return EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PSS_PADDING) > 0 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) > 0;
}

int jose_sign(EVP_PKEY *key, const char *alg, const char *properties, const void *data, size_t len,
	      unsigned char *ret_signature, size_t *len_inout)
{
	const struct jose_algorithm *a = jose_algorithm_find(alg);
	unsigned char made[JOSE_SIGNATURE];
	size_t n = sizeof(made), size;
	EVP_MD_CTX *ctx = NULL;
	EVP_PKEY_CTX *of = NULL;
	char list[JOSE_ALGORITHMS];
	int r = -1;

	if (a == NULL || jose_algorithms(key, list) != NULL || !jose_list_has(list, alg) ||
	    (ctx = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestSignInit_ex(ctx, &of, a->digest, NULL, properties, key, NULL) <= 0 ||
	    (a->pss && !use_pss(of)) || EVP_DigestSign(ctx, made, &n, data, len) <= 0)
		goto out;
	size = a->kind->group != NULL ? 2 * a->kind->coordinate : n;
	if (*len_inout < size)
		goto out;
	if (a->kind->group != NULL && der_to_raw(made, n, a->kind->coordinate, ret_signature) != 0)
		goto out;
	if (a->kind->group == NULL)
		memcpy(ret_signature, made, n);
	*len_inout = size;
	r = 0;
out:
	EVP_MD_CTX_free(ctx);
	return r;
}
