/* The lexer: words, quotes, comments, brackets, and what is refused where. */
#include "lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "base/lex.h"

static const struct location at = { .file = "f", .line = 7, .column = 1 };

/* The words of a line joined by '|', quoted ones with a '"' in front; or the error. */
static const char *split(const char *line, size_t len)
{
	static char out[ERR_LINE_MAX];
	char buffer[256];
	struct lex lex = { 0 };
	struct err err = { 0 };
	size_t n = 0;

	ck_assert_uint_lt(len, sizeof(buffer));
	memcpy(buffer, line, len);
	buffer[len] = '\n'; /* what really stands there */
	out[0] = '\0';
	int r = lex_split(&lex, buffer, len, &at, &err);
	if (r != 0) {
		ck_assert_int_eq(r, EXIT_CONFIG);
		ck_assert_str_eq(err.reason, "config_syntax");
		err_line(&err, out, sizeof(out));
	}
	for (size_t i = 0; r == 0 && i < lex.n; i++) {
		ck_assert_uint_eq(strlen(lex.words[i].text), lex.words[i].len);
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%s%s", i > 0 ? "|" : "",
				      lex.words[i].quoted ? "\"" : "", lex.words[i].text);
	}
	lex_free(&lex);
	return out;
}

#define SPLIT(line) split(line, sizeof(line) - 1)

START_TEST(words)
{
	ck_assert_str_eq(SPLIT(""), "");
	ck_assert_str_eq(SPLIT(" \t "), "");
	ck_assert_str_eq(SPLIT("a"), "a");
	ck_assert_str_eq(SPLIT("\ta \t b  "), "a|b");
	ck_assert_str_eq(SPLIT("# a"), "");
	ck_assert_str_eq(SPLIT("  #a"), "");
	ck_assert_str_eq(SPLIT("a #b c"), "a");
	ck_assert_str_eq(SPLIT("a#b c"), "a#b|c");
	ck_assert_str_eq(SPLIT("path=C:\\x"), "path=C:\\x");
	ck_assert_str_eq(SPLIT("gr\xc3\xbc\xc3\x9f"), "gr\xc3\xbc\xc3\x9f");
}
END_TEST

START_TEST(quotes)
{
	ck_assert_str_eq(SPLIT("a \"b c\" d"), "a|\"b c|d");
	ck_assert_str_eq(SPLIT("a \"\""), "a|\"");
	ck_assert_str_eq(SPLIT("q=\"b c\"d"), "\"q=b cd");
	ck_assert_str_eq(SPLIT("\"a\"\"b\""), "\"ab");
	ck_assert_str_eq(SPLIT("\"\\\"\\\\\" x"), "\"\"\\|x");
	ck_assert_str_eq(SPLIT("\"# no comment\""), "\"# no comment");
	ck_assert_str_eq(SPLIT("\"a\tb\""), "\"a\tb");
	ck_assert_str_eq(SPLIT("a \"b"), "f:7:3: this quote is not closed");
	ck_assert_str_eq(SPLIT("a b\"c\\\""), "f:7:4: this quote is not closed");
	ck_assert_str_eq(SPLIT("\"\\n\""), "f:7:2: a backslash in quotes stands before \" or \\ "
					   "only: write it twice");
	ck_assert_str_eq(SPLIT("\"\\"), "f:7:2: a backslash in quotes stands before \" or \\ only: "
					"write it twice");
}
END_TEST

START_TEST(brackets)
{
	ck_assert_str_eq(SPLIT("source [a=b c=d] x"), "source|[a=b c=d]|x");
	ck_assert_str_eq(SPLIT("-source [ a ]"), "-source|[ a ]");
	ck_assert_str_eq(SPLIT("source [a]b c"), "source|[a]b|c");
	ck_assert_str_eq(SPLIT("source [a # ] b"), "source|[a # ]|b");
	ck_assert_str_eq(SPLIT("source [a b"), "f:7:8: this bracket is not closed: add ]");
	ck_assert_str_eq(SPLIT("source x [a b]"), "source|x|[a|b]");
	ck_assert_str_eq(SPLIT("scope [a b]"), "scope|[a|b]");
	ck_assert_str_eq(SPLIT("[a b]"), "[a|b]");
}
END_TEST

START_TEST(bytes)
{
	ck_assert_str_eq(SPLIT("a\r"),
			 "f:7:2: the line ends in CR LF: save the file with LF line ends");
	ck_assert_str_eq(SPLIT("a\rb"), "f:7:2: a control byte: only tab is allowed");
	ck_assert_str_eq(SPLIT("a \0"), "f:7:3: a NUL byte: this is not a text file");
	ck_assert_str_eq(SPLIT("# \x1b"), "f:7:3: a control byte: only tab is allowed");
	ck_assert_str_eq(SPLIT("\x7f"), "f:7:1: a control byte: only tab is allowed");
	ck_assert_str_eq(SPLIT("gr\xfcn"),
			 "f:7:3: bytes that are not UTF-8: save the file as UTF-8");
	ck_assert_str_eq(SPLIT("\xc3\xbc\xc0\x80"),
			 "f:7:3: bytes that are not UTF-8: save the file as UTF-8");
}
END_TEST

/* Eight bytes are looked at in one go: a bad one is found wherever in them it stands. */
START_TEST(bytes_anywhere)
{
	for (size_t len = 1; len < 40; len++) {
		for (size_t bad = 0; bad < len; bad++) {
			static const char bad_bytes[] = { 0, 1, 0x1f, 0x7f, '\x80', '\xff' };
			for (size_t b = 0; b < sizeof(bad_bytes); b++) {
				char line[40];
				char start[16];
				memset(line, b % 2 ? 'a' : '~', len);
				line[bad] = bad_bytes[b];
				snprintf(start, sizeof(start), "f:7:%zu:", bad + 1);
				const char *got = split(line, len);
				ck_assert_msg(strncmp(got, start, strlen(start)) == 0, "%s, not %s",
					      got, start);
			}
		}
	}
}
END_TEST

START_TEST(columns)
{
	char line[] = "  key\t\"a b\"  c";
	struct lex lex = { 0 };

	ck_assert_int_eq(lex_split(&lex, line, strlen(line), &at, NULL), 0);
	ck_assert_uint_eq(lex.n, 3);
	ck_assert_uint_eq(lex.words[0].at.column, 3);
	ck_assert_uint_eq(lex.words[1].at.column, 7);
	ck_assert_uint_eq(lex.words[2].at.column, 14);
	lex_free(&lex);
}
END_TEST

/* The array of words grows, and every one is right. */
START_TEST(many_words)
{
	static char line[8192];
	struct lex lex = { 0 };

	for (size_t i = 0; i < sizeof(line); i++)
		line[i] = i % 2 ? ' ' : 'x';
	ck_assert_int_eq(lex_split(&lex, line, sizeof(line) - 1, &at, NULL), 0);
	ck_assert_uint_eq(lex.n, sizeof(line) / 2);
	for (size_t i = 0; i < lex.n; i++)
		ck_assert_str_eq(lex.words[i].text, "x");
	lex_free(&lex);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("lex");
	TCase *tc = tcase_create("lex");

	tcase_add_test(tc, words);
	tcase_add_test(tc, quotes);
	tcase_add_test(tc, brackets);
	tcase_add_test(tc, bytes);
	tcase_add_test(tc, bytes_anywhere);
	tcase_add_test(tc, columns);
	tcase_add_test(tc, many_words);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
