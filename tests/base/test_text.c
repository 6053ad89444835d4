/* Numbers, UTF-8, escaping, hexadecimal, nearest words, and the keyed hash. */
#include "base/siphash.h"
#include "base/text.h"
#include "lib/unit.h"

START_TEST(numbers)
{
	uint64_t v = 7;

	ck_assert_int_eq(text_to_u64("0", 10, &v), 0);
	ck_assert_uint_eq(v, 0);
	ck_assert_int_eq(text_to_u64("18446744073709551615", UINT64_MAX, &v), 0);
	ck_assert_uint_eq(v, UINT64_MAX);
	v = 7;
	static const char *const bad[] = { "",
					   "+1",
					   "-1",
					   " 1",
					   "1 ",
					   "0x1",
					   "1.0",
					   "11",
					   "18446744073709551616",
					   "99999999999999999999" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(text_to_u64(bad[i], i < 7 ? UINT64_MAX : 10, &v) == -1, "%s", bad[i]);
	ck_assert_uint_eq(v, 7);
}
END_TEST

START_TEST(variables)
{
	ck_assert(text_is_variable("A"));
	ck_assert(text_is_variable("_a9Z"));
	ck_assert(!text_is_variable(""));
	ck_assert(!text_is_variable("9A"));
	ck_assert(!text_is_variable("A-B"));
	ck_assert(!text_is_variable("A=B"));
	ck_assert(!text_is_variable("\xc3\xa4"));
}
END_TEST

START_TEST(utf8)
{
	static const char *const good[] = { "",
					    "a",
					    "\xc2\x80",
					    "\xe0\xa0\x80",
					    "\xed\x9f\xbf",
					    "\xee\x80\x80",
					    "\xf0\x90\x80\x80",
					    "\xf4\x8f\xbf\xbf" };
	static const char *const bad[] = { "\x80",
					   "\xc0\x80",
					   "\xc1\xbf",
					   "\xc2",
					   "\302a",
					   "\xe0\x9f\xbf",
					   "\xed\xa0\x80",
					   "\xf0\x8f\xbf\xbf",
					   "\xf4\x90\x80\x80",
					   "\xf5\x80\x80\x80",
					   "\xff",
					   "a\xe2\x82" };
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		ck_assert_msg(text_is_utf8(good[i], strlen(good[i])), "good %zu", i);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_msg(!text_is_utf8(bad[i], strlen(bad[i])), "bad %zu", i);
}
END_TEST

/* What a terminal acts on, and what makes text read other than it is: each character, and each byte
 * of C1 as it is. */
START_TEST(unsafe)
{
	static const uint32_t ranges[][2] = { { 0x01, 0x1f },     { 0x7f, 0x9f },
					      { 0x61c, 0x61c },   { 0x200e, 0x200f },
					      { 0x202a, 0x202e }, { 0x2066, 0x2069 } };
	char bytes[4], out[32];

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		for (uint32_t c = ranges[i][0]; c <= ranges[i][1]; c++) {
			size_t n = 1;
			bytes[0] = (char)c;
			if (c >= 0x800) {
				bytes[0] = (char)(0xe0 | c >> 12);
				bytes[n++] = (char)(0x80 | (c >> 6 & 0x3f));
			} else if (c >= 0x80) {
				ck_assert_int_eq(text_escape(bytes, 1, out, sizeof(out))[0], '\\');
				bytes[0] = (char)(0xc0 | c >> 6);
			}
			if (c >= 0x80)
				bytes[n++] = (char)(0x80 | (c & 0x3f));
			ck_assert(text_is_utf8(bytes, n));
			text_escape(bytes, n, out, sizeof(out));
			ck_assert_uint_eq(strlen(out), 4 * n);
			ck_assert_int_eq(strncmp(out, "\\x", 2), 0);
		}
	}
}
END_TEST

START_TEST(escaping)
{
	char out[64], small[8];

	ck_assert_str_eq(text_escape("plain", 5, out, sizeof(out)), "plain");
	ck_assert_str_eq(text_escape("\x1b[31mred\n", 9, out, sizeof(out)), "\\x1b[31mred\\x0a");
	ck_assert_str_eq(text_escape("a\0b", 3, out, sizeof(out)), "a\\x00b");
	ck_assert_str_eq(text_escape("\xff", 1, out, sizeof(out)), "\\xff");
	ck_assert_str_eq(text_escape("caf\xc3\xa9", 5, out, sizeof(out)), "caf\xc3\xa9");
	/* A C1 control and a bidirectional override are as bad as an escape. */
	ck_assert_str_eq(text_escape("\xc2\x9b", 2, out, sizeof(out)), "\\xc2\\x9b");
	ck_assert_str_eq(text_escape("\xe2\x80\xae", 3, out, sizeof(out)), "\\xe2\\x80\\xae");
	ck_assert_str_eq(text_escape("\xd8\x9c\x9b", 3, out, sizeof(out)), "\\xd8\\x9c\\x9b");
	ck_assert_str_eq(text_escape("1234567", 7, small, sizeof(small)), "1234567");
	ck_assert_str_eq(text_escape("12345678", 8, small, sizeof(small)), "1234...");
	/* Never half a sequence. */
	ck_assert_str_eq(text_escape("123\xc3\xa9\xc3\xa9\xc3\xa9", 9, small, sizeof(small)),
			 "123...");
}
END_TEST

START_TEST(shell_words)
{
	char out[TEXT_SHELL_WORD(9)];

	ck_assert_str_eq(text_shell_word("a=/b:1-2", out, sizeof(out)), "a=/b:1-2");
	ck_assert_str_eq(text_shell_word("", out, sizeof(out)), "''");
	ck_assert_str_eq(text_shell_word("a b", out, sizeof(out)), "'a b'");
	ck_assert_str_eq(text_shell_word("~/[x]$y", out, sizeof(out)), "'~/[x]$y'");
	ck_assert_str_eq(text_shell_word("it's", out, sizeof(out)), "'it'\\''s'");
	/* The longest that there is room for, and what is cut has its last quote all the same. */
	ck_assert_uint_eq(strlen(text_shell_word("'''''''''", out, sizeof(out))), 4 * 9 + 2);
	ck_assert_str_eq(text_shell_word("abcdefgh i", out, 8), "'ab'");
	ck_assert_str_eq(text_shell_word("''''", out, 8), "''\\'''");
	ck_assert_str_eq(text_shell_word("abcdefghi", out, 8), "abcdefg");
}
END_TEST

START_TEST(hexadecimal)
{
	unsigned char bytes[2];
	char hex[5];

	text_to_hex("\x00\xaf", 2, hex);
	ck_assert_str_eq(hex, "00af");
	ck_assert_int_eq(text_from_hex("00aF", bytes, 2), 0);
	ck_assert_int_eq(bytes[1], 0xaf);
	ck_assert_int_eq(text_from_hex("00a", bytes, 2), -1);
	ck_assert_int_eq(text_from_hex("00afx", bytes, 2), -1);
	ck_assert_int_eq(text_from_hex("0g", bytes, 1), -1);
}
END_TEST

START_TEST(nearest)
{
	static const char *const words[] = { "sufficient", "required", "requisite", "optional",
					     NULL };

	ck_assert_str_eq(text_nearest("sufficent", words), "sufficient");
	ck_assert_str_eq(text_nearest("requierd", words), "required");
	ck_assert_str_eq(text_nearest("optional", words), "optional");
	ck_assert_ptr_null(text_nearest("banana", words));
	ck_assert_ptr_null(text_nearest("", words));
	ck_assert_uint_eq(text_distance("ab", "ba"), 1);
	ck_assert_uint_eq(text_distance("kitten", "sitting"), 3);
	ck_assert_uint_eq(text_distance("", "abc"), 3);
}
END_TEST

/* From the reference implementation's vectors_sip128: the key 00..0f over the first bytes 00, 01,
 * .... */
START_TEST(siphash)
{
	static const struct {
		size_t len;
		const char *hash;
	} vectors[] = {
		{ 0, "a3817f04ba25a8e66df67214c7550293" },
		{ 1, "da87c1d86b99af44347659119b22fc45" },
		{ 6, "14eeca338b208613485ea0308fd7a15e" },
		{ 8, "3b62a9ba6258f5610f83e264f31497b4" },
		{ 15, "5493e99933b0a8117e08ec0f97cfc3d9" },
		{ 63, "5150d1772f50834a503e069a973fbd7c" },
	};
	unsigned char key[SIPHASH_KEY_SIZE], data[64], hash[SIPHASH_SIZE];
	char hex[2 * SIPHASH_SIZE + 1];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = (unsigned char)i;
	memcpy(key, data, sizeof(key));
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		siphash128(key, data, vectors[i].len, hash);
		text_to_hex(hash, sizeof(hash), hex);
		ck_assert_str_eq(hex, vectors[i].hash);
	}
}
END_TEST

START_TEST(missing)
{
	static const struct {
		const char *wanted, *list, *missing;
	} rows[] = {
		{ "a b c", "c a", "b" },
		{ "a b", "a b", "" },
		{ "  a   b ", "a", "b" },
		{ "ab", "a b abc", "ab" },
		{ "", "a", "" },
		{ "a b", "", "a b" },
		{ "aaaa bbbb cc", "", "aaaa bbbb ..." },
		{ "aaaaaaaaaaaaaaaaaaaaaa", "", "..." },
	};
	char out[18];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_str_eq(
			text_missing(rows[i].wanted, rows[i].list, out, i == 6 ? 14 : sizeof(out)),
			rows[i].missing);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("text");
	TCase *t = tcase_create("text");

	tcase_add_test(t, numbers);
	tcase_add_test(t, variables);
	tcase_add_test(t, utf8);
	tcase_add_test(t, unsafe);
	tcase_add_test(t, escaping);
	tcase_add_test(t, shell_words);
	tcase_add_test(t, hexadecimal);
	tcase_add_test(t, nearest);
	tcase_add_test(t, missing);
	tcase_add_test(t, siphash);
	suite_add_tcase(s, t);
	return unit_main(s);
}
