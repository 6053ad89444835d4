/* Writing lines and blocks: what is written is read as it was meant, and nothing else of a file
 * changes. */
#include "lib/unit.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "config/edit/edit.h"
#include "base/lex.h"

static const struct location at = { .file = "f", .line = 1, .column = 1 };

/* Whether a written line is taken apart into the same words. */
static void round_trip(const char *const *words, size_t n)
{
	struct buf b = BUF_INIT;
	struct lex lex = { 0 };
	struct err err = { 0 };

	edit_put_line(&b, "key", words, n);
	ck_assert(!buf_error(&b));
	ck_assert_int_eq(b.data[b.len - 1], '\n');
	int r = lex_split(&lex, b.data, b.len - 1, &at, &err);
	ck_assert_msg(r == 0, "%s", err.text);
	ck_assert_uint_eq(lex.n, n + 1);
	ck_assert_str_eq(lex.words[0].text, "key");
	for (size_t i = 0; i < n; i++)
		ck_assert_str_eq(lex.words[i + 1].text, words[i]);
	lex_free(&lex);
	buf_free(&b);
}

START_TEST(odd_words)
{
	static const char *const words[] = {
		"",
		" ",
		"a b",
		"\t",
		"#",
		"#a",
		"a#b",
		"a #b",
		"\"",
		"\"\"",
		"a\"b",
		"\\",
		"\\\\",
		"a\\b",
		"\\\"",
		"a b\\",
		"a \\\" b",
		"C:\\a b\\",
		"[a b]",
		"]",
		"{x}",
		"'a b'",
		"$HOME",
		"gr\xc3\xbc\xc3\x9f e",
		"path=/a b/c\"d",
		"=",
		"-source",
		"profile",
	};
	const size_t n = sizeof(words) / sizeof(words[0]);

	for (size_t i = 0; i < n; i++) {
		round_trip(&words[i], 1);
		for (size_t k = 0; k < n; k++) {
			const char *two[] = { words[i], words[k] };
			round_trip(two, 2);
		}
	}
	round_trip(words, n);
	round_trip(NULL, 0);
}
END_TEST

static uint32_t state = 1;

static uint32_t any(uint32_t below)
{
	state = state * 1664525 + 1013904223;
	return (state >> 8) % below;
}

/* Words of the bytes that mean something to the lexer, and a few that do not. */
START_TEST(any_words)
{
	static const char alphabet[] = " \t\"\\#[]{}=a/~:'";

	for (int round = 0; round < 20000; round++) {
		char texts[3][12];
		const char *words[3];
		size_t n = any(4);
		for (size_t i = 0; i < n; i++) {
			size_t len = any(sizeof(texts[i]));
			for (size_t k = 0; k < len; k++)
				texts[i][k] = alphabet[any(sizeof(alphabet) - 1)];
			texts[i][len] = '\0';
			words[i] = texts[i];
		}
		round_trip(words, n);
	}
}
END_TEST

static const char *value(const char *key, const char *text)
{
	static char out[ERR_TEXT_MAX];
	struct buf b = BUF_INIT;
	struct err err = { 0 };
	bool tenant = false;

	buf_puts(&b, "before\n");
	int r = edit_put_value(&b, key, text, false, &tenant, &err);
	ck_assert_int_eq(strncmp(b.data, "before\n", 7), 0);
	if (r == 0) {
		snprintf(out, sizeof(out), "%s%s", b.data + 7, tenant ? "(tenant)" : "");
	} else {
		ck_assert_int_eq(r, EXIT_CONFIG);
		ck_assert_uint_eq(b.len, 7);
		snprintf(out, sizeof(out), "%s", err.text);
	}
	buf_free(&b);
	return out;
}

START_TEST(values)
{
	ck_assert_str_eq(value("audience", "a b"), "    audience  \"a b\"\n");
	ck_assert_str_eq(value("audience", "#\\\""), "    audience  \"#\\\\\\\"\"\n");
	ck_assert_str_eq(value("client-id", "gr\xc3\xbcn"), "    client-id gr\xc3\xbcn\n");
	ck_assert_str_eq(value("scope", " a  b\tc "), "    scope     a b c\n");
	ck_assert_str_eq(value("allow-origin", "https://x.example"),
			 "    allow-origin https://x.example\n");
	ck_assert_str_eq(value("audience", "{tenant}"), "    audience  {tenant}\n(tenant)");
	ck_assert_str_eq(value("audience", "a\nsource required evil"),
			 "a control byte: only tab is allowed");
	ck_assert_str_eq(value("audience", "a\r"),
			 "the line ends in CR LF: save the file with LF line ends");
	ck_assert_str_eq(value("audience", "\xff"),
			 "bytes that are not UTF-8: save the file as UTF-8");
	ck_assert_str_eq(value("issuer", "http://x.example"),
			 "issuer must be https: http is for a loopback host with "
			 "\"allow-http-loopback yes\"");
	ck_assert_str_eq(value("scope", ""), "scope needs at least one word");
	ck_assert_str_eq(value("scope", "a\\"),
			 "a scope is a word of printable ASCII without \" and \\ (RFC 6749)");
	ck_assert_str_eq(value("audience", "{nobody}"),
			 "unknown expansion \"{nobody}\": known are {profile}, {tenant}");
	ck_assert_str_eq(value("isuer", "x"), "unknown key \"isuer\": did you mean \"issuer\"?");
}
END_TEST

static const char *appended(const char *text)
{
	static char out[256];
	struct buf b = BUF_INIT;

	edit_append(&b, text, strlen(text), "NEW\n");
	snprintf(out, sizeof(out), "%s", buf_str(&b));
	buf_free(&b);
	return out;
}

START_TEST(append)
{
	ck_assert_str_eq(appended(""), "NEW\n");
	ck_assert_str_eq(appended("a\n"), "a\n\nNEW\n");
	ck_assert_str_eq(appended("a"), "a\n\nNEW\n");
	ck_assert_str_eq(appended("a\n\n"), "a\n\nNEW\n");
	ck_assert_str_eq(appended("a\n\n\n"), "a\n\n\nNEW\n");
	ck_assert_str_eq(appended("\n"), "\nNEW\n");
	ck_assert_str_eq(appended("\xEF\xBB\xBF# a\r\n"), "\xEF\xBB\xBF# a\r\n\nNEW\n");
}
END_TEST

static const char *with(const char *block, const char *text, unsigned first, unsigned last)
{
	static char out[256];
	struct buf b = BUF_INIT;

	edit_replace(&b, text, strlen(text), first, last, block);
	snprintf(out, sizeof(out), "%s", buf_str(&b));
	buf_free(&b);
	return out;
}

static const char *replaced(const char *text, unsigned first, unsigned last)
{
	return with("NEW\n", text, first, last);
}

static const char *removed(const char *text, unsigned first, unsigned last)
{
	return with("", text, first, last);
}

START_TEST(take_out)
{
	ck_assert_str_eq(removed("1\n", 1, 1), "");
	ck_assert_str_eq(removed("1\n\n2\n", 1, 2), "2\n");
	ck_assert_str_eq(removed("1\n\n2\n\n3\n", 3, 4), "1\n\n3\n");
	ck_assert_str_eq(removed("1\n\n2", 3, 3), "1\n");
	ck_assert_str_eq(removed("1\n\n2\n\n\n", 3, 5), "1\n");
	/* Comments stay, before and behind, and apart. */
	ck_assert_str_eq(removed("# a\n1\n\n# c\n2\n", 2, 4), "# a\n\n# c\n2\n");
	ck_assert_str_eq(removed("# a\n1\n# b\n\n# c\n2\n", 2, 5), "# a\n# b\n\n# c\n2\n");
	ck_assert_str_eq(removed("# a\n\n1\n  x\n\n# c\n2\n", 3, 6), "# a\n\n# c\n2\n");
}
END_TEST

START_TEST(replace)
{
	ck_assert_str_eq(replaced("1\n2\n3\n4\n", 2, 3), "1\nNEW\n4\n");
	ck_assert_str_eq(replaced("1\n2\n3\n4\n", 1, 4), "NEW\n");
	ck_assert_str_eq(replaced("1\n2", 2, 2), "1\nNEW\n");
	/* What stands behind the last line that says something is of the block that follows. */
	ck_assert_str_eq(replaced("1\n2\n\n # about 5\n5\n", 1, 4), "NEW\n\n # about 5\n5\n");
	/* In between it goes with the block. */
	ck_assert_str_eq(replaced("1\n# two\n3\n#\n", 1, 4), "NEW\n#\n");
	/* A head alone. */
	ck_assert_str_eq(replaced("1\n\n2\n", 1, 2), "NEW\n\n2\n");
	ck_assert_str_eq(replaced("a\r\n1\nb\r\n", 2, 2), "a\r\nNEW\nb\r\n");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("write");
	TCase *tcase = tcase_create("write");

	tcase_add_test(tcase, odd_words);
	tcase_add_test(tcase, any_words);
	tcase_add_test(tcase, values);
	tcase_add_test(tcase, append);
	tcase_add_test(tcase, replace);
	tcase_add_test(tcase, take_out);
	suite_add_tcase(suite, tcase);
	return unit_main(suite);
}
