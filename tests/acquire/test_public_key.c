/* Public keys as plugins say them: what gets through, and in which form. */
#include "acquire/public_key.h"
#include "lib/unit.h"

#include <string.h>

/* RFC 7638, 3.1, and its thumbprint there. */
#define RSA_N \
	"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_" \
	"BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0" \
	"_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhA" \
	"I4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw"
#define RSA_PRINT "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"

START_TEST(reads)
{
	struct public_key key = { 0 };
	struct err err = { 0 };

	/* In any order, and without what is not needed: a name, and what must not get through. */
	ck_assert_int_eq(public_key_read("{\"kid\":\"a\", \"n\":\"" RSA_N
					 "\",\"d\":\"cHJpdmF0ZQ\",\"kty\":\"RSA\",\"e\":\"AQAB\"}",
					 &key, &err),
			 0);
	ck_assert_str_eq(key.jwk, "{\"e\":\"AQAB\",\"kty\":\"RSA\",\"n\":\"" RSA_N "\"}");
	ck_assert_str_eq(key.thumbprint, RSA_PRINT);
	public_key_clear(&key);
	/* RFC 8037, A.2 and A.3; the same key in PEM. */
	static const char *const same[] = {
		"{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
		"\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
		"-----BEGIN PUBLIC KEY-----\n"
		"MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
		"-----END PUBLIC KEY-----\n",
	};
	for (size_t i = 0; i < 2; i++) {
		ck_assert_int_eq(public_key_read(same[i], &key, &err), 0);
		ck_assert_str_eq(key.thumbprint, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
		public_key_clear(&key);
	}
}
END_TEST

START_TEST(refuses)
{
	static const char *const texts[] = {
		"",
		"nonsense",
		"{}",
		"{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"}",
		"{\"kty\":\"RSA\",\"e\":\"AQAB\"}",
		"{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":7}",
		"{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"\"}",
		"{\"kty\":\"RSA\",\"e\":\"AQ\\\"AB\",\"n\":\"AQAB\"}",
		"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQAB\"}",
		"-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n",
	};
	struct public_key key = { 0 };
	struct err err = { 0 };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		ck_assert_int_eq(public_key_read(texts[i], &key, &err), EXIT_DATA);
		ck_assert(err_is(&err, REASON_ITEM_INVALID));
		ck_assert_ptr_null(key.jwk);
	}
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("public_key");
	TCase *all = tcase_create("public_key");

	tcase_add_test(all, reads);
	tcase_add_test(all, refuses);
	suite_add_tcase(suite, all);
	return unit_main(suite);
}
