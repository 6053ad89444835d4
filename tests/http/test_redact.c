/* Secrets in a server's words: found in each form that a server may have seen, and never shown for
 * want of memory. */
#include "base/buf.h"
#include "http/redact.h"
#include "lib/unit.h"

static struct redact_list list;
static char out[256];

static void setup(void)
{
	list = (struct redact_list){ .n = 0 };
}

static const char *redact(const char *words)
{
	ck_assert_ptr_eq(redact_words(&list, words, out, sizeof(out)), out);
	/* The two agree: words that need nothing are shown as they are. */
	if (!redact_needed(&list, words))
		ck_assert_ptr_null(strstr(out, REDACTED));
	return out;
}

START_TEST(nothing)
{
	ck_assert_str_eq(redact("as they are"), "as they are");
	ck_assert_str_eq(redact(""), "");
	ck_assert_str_eq(redact("a\033[31mb\n"), "a\\x1b[31mb\\x0a");
	ck_assert(!redact_needed(&list, "a\033[31mb"));
}
END_TEST

START_TEST(each_form)
{
	redact_add(&list, "a/b c", 5);
	ck_assert_str_eq(redact("<a/b c> <a%2Fb+c> <a/b> <A/B C>"),
			 "<[hidden]> <[hidden]> <a/b> <A/B C>");
	ck_assert(redact_needed(&list, "x a/b c"));
	ck_assert(redact_needed(&list, "a%2Fb+cy"));
	ck_assert(!redact_needed(&list, "a/b"));
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
	ck_assert_str_eq(redact("anything"), "");
	ck_assert(redact_needed(&list, "anything"));
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
	suite_add_tcase(s, t);
	return unit_main(s);
}
