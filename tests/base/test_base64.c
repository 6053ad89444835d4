/* Base64: the vectors of RFC 4648, and what is none. */
#include "base/base64.h"
#include "lib/unit.h"

static const struct {
	const char *plain, *encoded;
} vectors[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xff\xfe\xfd", "//79" },
	{ "\xfb\xef\xbe", "++++" },
};

START_TEST(both_ways)
{
	const char *plain = vectors[_i].plain, *encoded = vectors[_i].encoded;
	struct buf b = BUF_INIT;
	char text[64];

	base64_put(&b, plain, strlen(plain));
	ck_assert_str_eq(buf_str(&b), encoded);
	snprintf(text, sizeof(text), "%s", encoded);
	ck_assert_int_eq(base64_decode(text), (long)strlen(plain));
	ck_assert_str_eq(text, plain);
	/* Without its padding. */
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(encoded, "="), encoded);
	ck_assert_int_eq(base64_decode(text), (long)strlen(plain));
	buf_free(&b);
}
END_TEST

START_TEST(malformed)
{
	static const char *const bad[] = { "Z",     "Zg=",    "Zg===", "=",    "====", "Zm9v=",
					   "Zm 9v", "Zm9v\n", "Zm-_",  "Z=g=", "\xff", "Zm9vY" };
	char text[64];

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "%s", bad[i]);
		ck_assert_msg(base64_decode(text) == -1, "%s", bad[i]);
	}
}
END_TEST

START_TEST(any_bytes)
{
	unsigned char bytes[256];
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (unsigned char)i;
	for (size_t len = 0; len < sizeof(bytes); len++) {
		buf_reset(&b);
		base64_put(&b, bytes, len);
		(void)buf_str(&b);
		if (len == 0)
			continue;
		ck_assert_int_eq(base64_decode(b.data), (long)len);
		ck_assert_mem_eq(b.data, bytes, len);
	}
	buf_free(&b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("base64");
	TCase *t = tcase_create("base64");

	tcase_add_loop_test(t, both_ways, 0, sizeof(vectors) / sizeof(vectors[0]));
	tcase_add_test(t, malformed);
	tcase_add_test(t, any_bytes);
	suite_add_tcase(s, t);
	return unit_main(s);
}
