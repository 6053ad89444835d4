/* Text on a terminal: its width, where it wraps, how it is cut; and times in words. */
#include "base/layout.h"

#include <time.h>

#include "lib/unit.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	int64_t seconds;
	const char *words;
} times[] = {
	{ -5, "0 s" },
	{ 0, "0 s" },
	{ 1, "1 s" },
	{ 59, "59 s" },
	{ 60, "1 min" },
	{ 119, "1 min" },
	{ 2520, "42 min" },
	{ 3599, "59 min" },
	{ 3600, "1 h" },
	{ 3659, "1 h" },
	{ 3660, "1 h 1 min" },
	{ 11400, "3 h 10 min" },
	{ 86399, "23 h 59 min" },
	{ 86400, "1 d" },
	{ 89999, "1 d" },
	{ 97200, "1 d 3 h" },
	{ 172800, "2 d" },
	{ INT64_MAX, "106751991167300 d 15 h" },
};

START_TEST(time_in_words)
{
	char out[LAYOUT_TIME_SIZE];

	ck_assert_str_eq(layout_time(times[_i].seconds, out), times[_i].words);
}
END_TEST

START_TEST(columns)
{
	struct buf b = BUF_INIT;

	ck_assert_uint_eq(layout_width(""), 0);
	ck_assert_uint_eq(layout_width("a/b c"), 5);
	ck_assert_uint_eq(layout_width("J\xc3\xbcrgen \xe2\x82\xac \xf0\x9f\x94\x91"), 10);
	layout_pad(&b, "J\xc3\xbc", 4);
	layout_pad(&b, "long", 2);
	layout_pad(&b, "", 1);
	ck_assert_str_eq(buf_str(&b), "J\xc3\xbc  long ");
	buf_free(&b);
}
END_TEST

static const struct {
	const char *text;
	size_t at, indent, width;
	const char *wanted;
} wraps[] = {
	{ "", 0, 2, 10, "" },
	{ "  ", 0, 2, 10, "" },
	{ "one two", 0, 2, 10, "one two" },
	{ "one  two ", 0, 2, 7, "one two" },
	{ "one two", 0, 2, 6, "one\n  two" },
	{ "one two three", 0, 2, 7, "one two\n  three" },
	/* Behind a label: on the next line, if that helps. */
	{ "three", 6, 2, 10, "\n  three" },
	{ "a three", 6, 2, 10, "a\n  three" },
	{ "three", 2, 2, 10, "three" },
	/* Longer than a line: behind a slash, but not between those of a scheme, else anywhere. */
	{ "https://host/path/to", 0, 2, 14, "https://host/\n  path/to" },
	{ "https://host.example", 0, 2, 10, "https://\n  host.exa\n  mple" },
	{ "abcdefghij", 0, 0, 4, "abcd\nefgh\nij" },
	{ "abcdefgh", 0, 0, 4, "abcd\nefgh" },
	{ "x abcdefghij y", 0, 2, 6, "x\n  abcd\n  efgh\n  ij y" },
	{ "ab\xc3\xbc\xc3\xbc\xc3\xbc", 0, 0, 3, "ab\xc3\xbc\n\xc3\xbc\xc3\xbc" },
	/* No room at all: a character a line, and an end. */
	{ "abc", 9, 3, 4, "a\n   b\n   c" },
};

START_TEST(wrap)
{
	struct buf b = BUF_INIT;

	layout_wrap(&b, wraps[_i].text, wraps[_i].at, wraps[_i].indent, wraps[_i].width);
	ck_assert_str_eq(buf_str(&b), wraps[_i].wanted);
	buf_free(&b);
}
END_TEST

/* Whatever the text, no line is longer than it may be, and nothing but blanks is lost. */
START_TEST(any_wrap)
{
	static const char *const texts[] = {
		"https://h.example/a/bb/ccc/dddd one  two\xc3\xbc three", "////////// / // x", "a",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		for (size_t width = 3; width < 50; width++)
			for (size_t at = 0; at < width; at++) {
				struct buf b = BUF_INIT;
				size_t column = at;
				const char *t = texts[i];
				layout_wrap(&b, t, at, 2, width);
				for (const char *p = buf_str(&b); *p != '\0'; p++) {
					if (*p == '\n')
						column = 0;
					else if (((unsigned char)*p & 0xc0) != 0x80)
						column++;
					ck_assert_msg(column <= width, "%zu of %zu at %zu: %s",
						      column, width, at, buf_str(&b));
					if (*p == ' ' || *p == '\n')
						continue;
					t += strspn(t, " ");
					ck_assert_int_eq(*t++, *p);
				}
				ck_assert_str_eq(t, "");
				buf_free(&b);
			}
}
END_TEST

START_TEST(clock_of_day)
{
	char out[LAYOUT_TIME_SIZE];

	time_t then = 43320, now = time(NULL);
	char wanted[LAYOUT_TIME_SIZE];
	struct tm tm;

	strftime(wanted, sizeof(wanted), "%Y-%m-%d %H:%M", localtime_r(&then, &tm));
	ck_assert_str_eq(layout_clock(then, out), wanted);
	strftime(wanted, sizeof(wanted), "%H:%M", localtime_r(&now, &tm));
	layout_clock(now, out);
	/* At midnight it may be yesterday by now. */
	ck_assert(strcmp(out, wanted) == 0 || strlen(out) == 16);
}
END_TEST

/* Each day of 400 years and more, as the C library writes it. */
START_TEST(utc)
{
	char out[LAYOUT_TIME_SIZE], wanted[LAYOUT_TIME_SIZE];
	struct tm tm;

	for (int64_t s = 0; s <= 253402300799; s += s < 14000000000 ? 86399 : 100 * 86399) {
		time_t at = (time_t)s;
		/* One of 32 bits ends in 2038. */
		if (at != s)
			break;
		ck_assert_ptr_nonnull(gmtime_r(&at, &tm));
		strftime(wanted, sizeof(wanted), "%Y-%m-%dT%H:%M:%SZ", &tm);
		ck_assert_str_eq(layout_utc(at, out), wanted);
	}
	ck_assert_str_eq(layout_utc(253402300799, out), "9999-12-31T23:59:59Z");
	ck_assert_str_eq(layout_utc(253402300800, out), "");
	ck_assert_str_eq(layout_utc(-1, out), "");
}
END_TEST

int main(void)
{
	Suite *s = suite_create("layout");
	TCase *t = tcase_create("layout");

	tcase_add_loop_test(t, time_in_words, 0, ARRAY_SIZE(times));
	tcase_add_test(t, columns);
	tcase_add_loop_test(t, wrap, 0, ARRAY_SIZE(wraps));
	tcase_add_test(t, any_wrap);
	tcase_add_test(t, clock_of_day);
	tcase_add_test(t, utc);
	suite_add_tcase(s, t);
	return unit_main(s);
}
