/* Secrets in a server's words: found in each form that a server may have seen, and never shown for
 * want of memory. */
#include "base/buf.h"
#include "base/limits.h"
#include "http/redact.h"
#include "lib/unit.h"

static struct redact_list list;
static char out[256];

static void setup(void)
{
	list = (struct redact_list){ .n = 0 };
}

static bool needed(const char *words)
{
	return redact_needed(&list, words, strlen(words));
}

static const char *redact(const char *words)
{
	ck_assert_ptr_eq(redact_words(&list, words, out, sizeof(out)), out);
	/* The two agree: words that need nothing are shown as they are. */
	if (!needed(words))
		ck_assert_ptr_null(strstr(out, REDACTED));
	return out;
}

START_TEST(nothing)
{
	ck_assert_str_eq(redact("as they are"), "as they are");
	ck_assert_str_eq(redact(""), "");
	ck_assert_str_eq(redact("a\033[31mb\n"), "a\\x1b[31mb\\x0a");
	ck_assert(!needed("a\033[31mb"));
}
END_TEST

START_TEST(each_form)
{
	redact_add(&list, "a/b c", 5);
	ck_assert_str_eq(redact("<a/b c> <a%2Fb+c> <a/b>"), "<[hidden]> <[hidden]> <a/b>");
	ck_assert(needed("x a/b c"));
	ck_assert(needed("a%2Fb+cy"));
	ck_assert(!needed("a/b"));
}
END_TEST

START_TEST(several)
{
	redact_add(&list, "first-secret", 12);
	redact_add(&list, "second", 6);
	ck_assert_str_eq(redact("second first-secret second"), "[hidden] [hidden] [hidden]");
	ck_assert_str_eq(redact("first-secretsecond"), "[hidden][hidden]");
}
END_TEST

/* Shorter ones stand in ordinary words. */
START_TEST(short_ones)
{
	redact_add(&list, "abc", 3);
	redact_add(&list, "", 0);
	ck_assert_str_eq(redact("abc"), "abc");
	redact_add(&list, "abcd", 4);
	ck_assert_str_eq(redact("abcde"), "[hidden]e");
}
END_TEST

/* Any bytes, not only text. */
START_TEST(bytes)
{
	redact_add(&list, "a\xff\x01z", 4);
	ck_assert_str_eq(redact("<a\xff\x01z> <a%FF%01z>"), "<[hidden]> <[hidden]>");
}
END_TEST

/* A secret that has no place in the list hides everything. */
START_TEST(overflow)
{
	static const char secrets[REDACT_MAX + 1][8] = { "secret0", "secret1", "secret2",
							 "secret3", "secret4", "secret5",
							 "secret6", "secret7", "secret8" };

	for (int i = 0; i < REDACT_MAX; i++)
		redact_add(&list, secrets[i], 7);
	ck_assert_str_eq(redact("secret7 x"), "[hidden] x");
	redact_add(&list, secrets[REDACT_MAX], 7);
	ck_assert_str_eq(redact("anything"), LEFT_OUT);
	ck_assert(needed("anything"));
}
END_TEST

/* Words that consist of secrets alone, as many as an answer can hold. */
START_TEST(many)
{
	struct buf words = BUF_INIT;

	redact_add(&list, "abcd", 4);
	while (words.len < 1000000)
		buf_puts(&words, "abcd");
	ck_assert_ptr_null(strstr(redact(buf_str(&words)), "abcd"));
	ck_assert_int_eq(strncmp(out, "[hidden][hidden]", 16), 0);
	buf_free(&words);
}
END_TEST

/* A part of the secret, in each form and in forms upon forms: nothing of the words is shown. */
static const char *const disguised[] = {
	/* As it is: the first 8 bytes, some in the middle, the last. */
	"x p\"ss<w/&rd",
	"w/&rd+0k",
	"&rd+0k=Z",
	"P\"SS<W/&RD",
	/* Escaped once, in capital and small digits, as bytes and as characters. */
	"p%22ss%3Cw%2f%26rd",
	"p&quot;ss&lt;w/&amp;rd",
	"p&#34;ss&#x3c;w&#X2F;&#38rd",
	"p\\\"ss<w\\/&rd",
	"\\u0070\\u0022\\u0073\\u0073\\u003cw\\u002f\\u0026rd",
	"\\x70\\x22ss\\x3cw\\x2f\\x26rd",
	/* base64 of it alone, of id:secret, of URLs, in the middle of a word, without its end. */
	"cCJzczx3LyZyZCswaz1a",
	"Basic ZGVtbzpwInNzPHcvJnJkKzBrPVo=",
	"xcCJzczx3LyZyZCswaz1a",
	"xycCJzczx3LyZyZCswaz1a",
	"xyzcCJzczx3LyZyZCswaz1a",
	"PHcvJnJkKzBr",
	"cCJzczx3LyZyZCsw\ncHc",
	/* Hexadecimal digits. */
	"702273733c772f2672642b306b3d5a",
	"f702273733C772F2672642B306B3D5A",
	"70:22:73:73:3c:77:2f:26:72:64",
	"0x70, 0x22, 0x73, 0x73, 0x3c, 0x77, 0x2f, 0x26",
	/* Two and three of them. */
	"p%2522ss%253Cw%252F%2526rd",
	"p%252522ss%25253Cw%25252F%252526rd",
	"p&amp;quot;ss&amp;lt;w/&amp;amp;rd",
	"cCUyMnNzJTNDdyUyRiUyNnJk",
	"Y0NKemN6eDNMeVp5WkNzd2F6MWE=",
	"PHcvJnJkKzBr%3D",
	"NzAyMjczNzMzYzc3MmYyNjcyNjQyYjMwNmIzZDVh",
	"63434a7a637a78334c795a795a437377617a3161",
};

START_TEST(disguises)
{
	char words[256];

	redact_add(&list, "p\"ss<w/&rd+0k=Z", 15);
	snprintf(words, sizeof(words), "the client %s is wrong", disguised[_i]);
	ck_assert_str_eq(redact(disguised[_i]), LEFT_OUT);
	ck_assert_str_eq(redact(words), LEFT_OUT);
}
END_TEST

/* Less than 8 bytes of it, and words that are like an encoding. */
static const char *const harmless[] = {
	"p\"ss<w/",
	"ss<w/&r",
	"p%22ss%3Cw%2F",
	"cCJzczx3Lw==",
	"702273733c772f",
	"invalid_client: AADSTS7000215: Invalid client secret provided.",
	"50% &c. \\ & %zz &#; &#x; \\u \\x &unknown; %",
	"deadbeefdeadbeefdeadbeefdeadbeef 0x 0 : =====",
};

START_TEST(no_part)
{
	redact_add(&list, "p\"ss<w/&rd+0k=Z", 15);
	ck_assert(!needed(harmless[_i]));
}
END_TEST

/* A short one counts as a whole. What it is disguised as need not be long. */
/* "client-id:s3cret-word", of which a token may have the first part. */
START_TEST(whole)
{
	static const char pair[] = "Y2xpZW50LWlkOnMzY3JldC13b3Jk";

	redact_add_whole(&list, pair, strlen(pair));
	ck_assert(!redact_needed(&list, "Y2xpZW50LWlk", 12));
	ck_assert_str_eq(redact_words(&list, "no Y2xpZW50LWlkOnMzY3JldC13b3Jk", out, sizeof(out)),
			 "no " REDACTED);
	redact_add(&list, "s3cret-word", 11);
	ck_assert(redact_needed(&list, pair, strlen(pair)));
}
END_TEST

START_TEST(short_disguised)
{
	redact_add(&list, "ab/d", 4);
	ck_assert_str_eq(redact("AB/D"), LEFT_OUT);
	ck_assert_str_eq(redact("YWIvZA"), LEFT_OUT);
	ck_assert_str_eq(redact("61622f64"), LEFT_OUT);
	ck_assert_str_eq(redact("ab/ab/"), "ab/ab/");
}
END_TEST

/* Characters of two, three and four bytes. */
START_TEST(characters)
{
	redact_add(&list, "\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x91", 9);
	ck_assert_str_eq(redact("&#233;&euro;"), "&#233;&euro;");
	ck_assert_str_eq(redact("&#233;&#x20AC;&#128273;"), LEFT_OUT);
	ck_assert_str_eq(redact("\\u00e9\\u20ac&#128273"), LEFT_OUT);
}
END_TEST

/* The work is bounded, whatever is to be undone: this takes milliseconds. */
START_TEST(bounded)
{
	static const char *const fills[] = { "%25", "4142", "QUJD", "&#38;", "\\\\", "%41&\\" };
	char secret[LIMIT_TOKEN];
	struct buf words = BUF_INIT;

	for (size_t i = 0; i < sizeof(secret); i++)
		secret[i] = (char)('a' + i * i % 23);
	redact_add(&list, secret, sizeof(secret));
	redact_add(&list, "short", 5);
	for (size_t i = 0; i < sizeof(fills) / sizeof(fills[0]); i++) {
		buf_reset(&words);
		while (words.len < 16000)
			buf_puts(&words, fills[i]);
		ck_assert(!needed(buf_str(&words)));
	}
	buf_free(&words);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("redact");
	TCase *t = tcase_create("redact");

	tcase_add_checked_fixture(t, setup, NULL);
	tcase_add_test(t, nothing);
	tcase_add_test(t, each_form);
	tcase_add_test(t, several);
	tcase_add_test(t, short_ones);
	tcase_add_test(t, bytes);
	tcase_add_test(t, overflow);
	tcase_add_test(t, many);
	tcase_add_loop_test(t, disguises, 0, sizeof(disguised) / sizeof(disguised[0]));
	tcase_add_loop_test(t, no_part, 0, sizeof(harmless) / sizeof(harmless[0]));
	tcase_add_test(t, whole);
	tcase_add_test(t, short_disguised);
	tcase_add_test(t, characters);
	tcase_add_test(t, bounded);
	suite_add_tcase(s, t);
	return unit_main(s);
}
