/* Keys as JOSE knows them: algorithms, JWK and thumbprint by the examples of the RFCs, and
 * signatures that libcrypto verifies. */
#include "jose/jose.h"
#include "lib/unit.h"

#include <openssl/bn.h>
#include <openssl/ecdsa.h>
#include <openssl/rsa.h>

static const char input[] = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";

static const struct expected {
	const char *alg, *list, *kind;
	size_t size;
} cases[] = {
	{ "RS256", "RS256 RS384 RS512 PS256 PS384 PS512", "an RSA key", 0 },
	{ "RS512", "RS256 RS384 RS512 PS256 PS384 PS512", "an RSA key", 0 },
	{ "PS384", "RS256 RS384 RS512 PS256 PS384 PS512", "an RSA key", 0 },
	{ "ES256", "ES256", "an EC key of the curve P-256", 64 },
	{ "ES384", "ES384", "an EC key of the curve P-384", 96 },
	{ "ES512", "ES512", "an EC key of the curve P-521", 132 },
	{ "EdDSA", "EdDSA", "an Ed25519 key", 64 },
};
#define N_CASES ((int)(sizeof(cases) / sizeof(cases[0])))

/* Verifies with libcrypto, which wants DER for ECDSA. */
static void verify(EVP_PKEY *key, const struct expected *c, const unsigned char *sig, size_t len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	EVP_PKEY_CTX *of = NULL;
	unsigned char *der = NULL;
	char digest[16] = "SHA";

	snprintf(digest, sizeof(digest), "SHA%s", c->alg + 2);
	ck_assert_int_eq(EVP_DigestVerifyInit_ex(
				 ctx, &of, c->alg[0] == 'E' && c->alg[1] == 'd' ? NULL : digest,
				 NULL, NULL, key, NULL),
			 1);
	if (c->alg[0] == 'P') {
		EVP_PKEY_CTX_set_rsa_padding(of, RSA_PKCS1_PSS_PADDING);
		/* RFC 7518, 3.5: as long as the hash. */
		EVP_PKEY_CTX_set_rsa_pss_saltlen(of, RSA_PSS_SALTLEN_DIGEST);
	}
	if (c->alg[0] == 'E' && c->alg[1] == 'S') {
		int half = (int)len / 2;
		ECDSA_SIG *s = ECDSA_SIG_new();
		ECDSA_SIG_set0(s, BN_bin2bn(sig, half, NULL), BN_bin2bn(sig + half, half, NULL));
		len = (size_t)i2d_ECDSA_SIG(s, &der);
		ECDSA_SIG_free(s);
		sig = der;
	}
	ck_assert_int_eq(
		EVP_DigestVerify(ctx, sig, len, (const unsigned char *)input, strlen(input)), 1);
	OPENSSL_free(der);
	EVP_MD_CTX_free(ctx);
}

START_TEST(each_algorithm)
{
	const struct expected *c = &cases[_i];
	EVP_PKEY *key = jose_generate(c->alg);
	unsigned char sig[JOSE_SIGNATURE];
	size_t len = sizeof(sig), size = c->size > 0 ? c->size : 384;
	char list[JOSE_ALGORITHMS];

	ck_assert_ptr_nonnull(key);
	ck_assert_ptr_null(jose_algorithms(key, list));
	ck_assert_str_eq(list, c->list);
	ck_assert_str_eq(jose_kind(key), c->kind);
	ck_assert_uint_eq(jose_signature_size(c->alg), c->size);
	ck_assert_int_eq(jose_sign(key, c->alg, NULL, input, strlen(input), sig, &len), 0);
	ck_assert_uint_eq(len, size);
	verify(key, c, sig, len);
	len = size - 1;
	ck_assert_int_eq(jose_sign(key, c->alg, NULL, input, strlen(input), sig, &len), -1);
	len = sizeof(sig);
	ck_assert_int_eq(
		jose_sign(key, c->alg[0] == 'E' ? "RS256" : "ES256", NULL, input, 1, sig, &len),
		-1);
	ck_assert_int_eq(jose_sign(key, "none", NULL, input, 1, sig, &len), -1);
	EVP_PKEY_free(key);
}
END_TEST

/* A coordinate that begins with a zero byte keeps it (RFC 7518, 6.2.1.2). */
START_TEST(full_length)
{
	for (int i = 0; i < 300; i++) {
		EVP_PKEY *key = jose_generate("ES256");
		char *jwk = jose_public_jwk(key);
		ck_assert_ptr_nonnull(jwk);
		ck_assert_uint_eq(strlen(jwk),
				  strlen("{'crv':'P-256','kty':'EC','x':'','y':''}") + 2u * 43);
		free(jwk);
		EVP_PKEY_free(key);
	}
}
END_TEST

/* RFC 8037, appendix A. */
START_TEST(rfc_8037)
{
	static const unsigned char d[32] = {
		0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
		0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
		0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
	};
	/* hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6d... */
	static const unsigned char begin[] = { 0x86, 0x0c, 0x98, 0xd2, 0x29, 0x7f, 0x30, 0x60 };
	EVP_PKEY *key = EVP_PKEY_new_raw_private_key_ex(NULL, "ED25519", NULL, d, sizeof(d));
	unsigned char sig[64];
	size_t len = sizeof(sig);
	char *jwk = jose_public_jwk(key), thumbprint[JOSE_HASH];

	ck_assert_str_eq(jwk, "{\"crv\":\"Ed25519\",\"kty\":\"OKP\","
			      "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}");
	ck_assert_int_eq(jose_hash(jwk, thumbprint), 0);
	ck_assert_str_eq(thumbprint, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
	ck_assert_int_eq(jose_sign(key, "EdDSA", NULL, input, strlen(input), sig, &len), 0);
	ck_assert_mem_eq(sig, begin, sizeof(begin));
	free(jwk);
	EVP_PKEY_free(key);
}
END_TEST

/* RFC 7638, 3.1. */
START_TEST(rfc_7638)
{
	char thumbprint[JOSE_HASH];

	ck_assert_int_eq(
		jose_hash(
			"{\"e\":\"AQAB\",\"kty\":\"RSA\",\"n\":\"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78"
			"LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXA"
			"rwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn"
			"1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kE"
			"gU8awapJzKnqDKgw\"}",
			thumbprint),
		0);
	ck_assert_str_eq(thumbprint, "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}
END_TEST

START_TEST(refused)
{
	char list[JOSE_ALGORITHMS];
	EVP_PKEY *weak = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)1024);
	EVP_PKEY *curve = EVP_PKEY_Q_keygen(NULL, NULL, "EC", "secp256k1");
	EVP_PKEY *other = EVP_PKEY_Q_keygen(NULL, NULL, "X25519");

	ck_assert_ptr_nonnull(strstr(jose_algorithms(weak, list), "2048"));
	ck_assert_ptr_nonnull(strstr(jose_algorithms(curve, list), "P-256"));
	ck_assert_ptr_nonnull(jose_algorithms(other, list));
	ck_assert_ptr_null(jose_public_jwk(weak));
	ck_assert_ptr_null(jose_public_jwk(curve));
	ck_assert_ptr_null(jose_generate("none"));
	ck_assert_ptr_null(jose_generate("RS255"));
	ck_assert_uint_eq(jose_signature_size("HS256"), 0);
	ck_assert_str_eq(jose_kind(curve), "a key of another kind");
	EVP_PKEY_free(weak);
	EVP_PKEY_free(curve);
	EVP_PKEY_free(other);
}
END_TEST

START_TEST(lists)
{
	ck_assert(jose_list_has("RS256 ES256", "ES256"));
	ck_assert(jose_list_has("RS256 ES256", "RS256"));
	ck_assert(!jose_list_has("RS256 ES256", "S256"));
	ck_assert(!jose_list_has("RS256 ES256", "RS25"));
	ck_assert(!jose_list_has("RS256 ES256", ""));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("jose");
	TCase *tc = tcase_create("jose");

	/* An RSA key takes long to make under an emulator. */
	tcase_set_timeout(tc, 120);
	tcase_add_loop_test(tc, each_algorithm, 0, N_CASES);
	tcase_add_test(tc, full_length);
	tcase_add_test(tc, rfc_8037);
	tcase_add_test(tc, rfc_7638);
	tcase_add_test(tc, refused);
	tcase_add_test(tc, lists);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
