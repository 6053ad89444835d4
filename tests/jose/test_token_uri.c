/* The URI with which a key in a token is handed on: written and read again, and what is refused. */
#include "jose/token_key.h"
#include "lib/unit.h"

static void check_uri(const char *uri, const char *module, const char *pin_file, const char *whole)
{
	char *joined = token_uri_join(uri, module, pin_file), *a, *b, *c;

	ck_assert_str_eq(joined, whole);
	ck_assert_int_eq(token_uri_split(joined, &a, &b, &c), 0);
	ck_assert_str_eq(a, uri);
	ck_assert_pstr_eq(b, module);
	ck_assert_pstr_eq(c, pin_file);
	free(joined);
	free(a);
	free(b);
	free(c);
}

START_TEST(round_trip)
{
	check_uri("pkcs11:token=t;object=k", NULL, NULL, "pkcs11:token=t;object=k");
	check_uri("pkcs11:object=k", "/lib/m.so", "/run/pin",
		  "pkcs11:object=k?module-path=/lib/m.so&pin-source=file:/run/pin");
	check_uri("pkcs11:object=k", NULL, "/a b&c?%\xc3\xa4",
		  "pkcs11:object=k?pin-source=file:/a%20b%26c%3F%25%C3%A4");
}
END_TEST

START_TEST(refused)
{
	static const char *const uris[] = {
		"pkcs11:object=k?pin-value=1234",
		"pkcs11:object=k?module-path=/a&module-path=/b",
		"pkcs11:object=k?module-path=/a%2",
		"pkcs11:object=k?module-path=/a%00b",
		"pkcs11:object=k?module-path=/a%gg",
		"pkcs11:object=k?module-path=/a% 1",
		"pkcs11:object=k?module-path=",
		"pkcs11:object=k?",
		"pkcs11:object=k?pin-source=http://x",
	};
	char *a = NULL, *b = NULL, *c = NULL;

	for (size_t i = 0; i < sizeof(uris) / sizeof(uris[0]); i++)
		ck_assert_msg(token_uri_split(uris[i], &a, &b, &c) == -1, "%s", uris[i]);
	ck_assert_ptr_null(a);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("token_uri");
	TCase *tc = tcase_create("token_uri");

	tcase_add_test(tc, round_trip);
	tcase_add_test(tc, refused);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
