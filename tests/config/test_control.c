/* Controls: the four words as tables, and the rules of the brackets. */
#include "lib/unit.h"

#include <stdio.h>
#include <string.h>

#include "config/control.h"

static const struct location at = { .file = "f", .line = 1, .column = 10 };

/* A letter for each result in the order of enum result: i(gnore) o(k) d(one) b(ad) D(ie); or the
 * error. */
static const char *table(const char *text)
{
	static char out[ERR_LINE_MAX];
	struct control control;
	struct err err = { 0 };

	if (control_parse(text, &at, &control, &err) != 0)
		return err_line(&err, out, sizeof(out));
	for (size_t i = 0; i < N_RESULTS; i++)
		out[i] = "iodbD"[control.action[i]];
	out[N_RESULTS] = '\0';
	return out;
}

START_TEST(words)
{
	/* success, ignore, soft: not_found unavailable locked try_again, hard: denied invalid
	 * conflict internal, soft: timeout, hard: crashed broken */
	ck_assert_str_eq(table("required"), "oibbbbbbbbbbb");
	ck_assert_str_eq(table("requisite"), "oiDDDDDDDDDDD");
	ck_assert_str_eq(table("sufficient"), "diiiiiiiiiiii");
	ck_assert_str_eq(table("optional"), "oiiiiiiiiiiii");
}
END_TEST

/* What the design says the words are short for. */
START_TEST(words_are_brackets)
{
	static const char *const pairs[][2] = {
		{ "required", "[success=ok ignore=ignore default=bad]" },
		{ "requisite", "[success=ok ignore=ignore default=die]" },
		{ "sufficient", "[success=done default=ignore]" },
		{ "optional", "[success=ok default=ignore]" },
	};

	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		char expected[N_RESULTS + 1];
		snprintf(expected, sizeof(expected), "%s", table(pairs[i][0]));
		ck_assert_str_eq(table(pairs[i][1]), expected);
	}
}
END_TEST

START_TEST(precedence)
{
	/* What no word covers. */
	ck_assert_str_eq(table("[success=ok]"), "oibbbbbbbbbbb");
	ck_assert_str_eq(table("[locked=die]"), "oibbDbbbbbbbb");
	/* The exact word over its class, the class over default, in any order. */
	ck_assert_str_eq(table("[success=done soft=ignore hard=die]"), "diiiiiDDDDiDD");
	ck_assert_str_eq(table("[default=ignore hard=die timeout=bad crashed=ignore]"),
			 "iiiiiiDDDDbiD");
	ck_assert_str_eq(table("[crashed=ignore timeout=bad hard=die default=ignore]"),
			 "iiiiiiDDDDbiD");
	ck_assert_str_eq(table("[success=ok default=die soft=bad ignore=ignore]"), "oibbbbDDDDbDD");
	/* default is no class of ignore's alone: it covers ignore and success too. */
	ck_assert_str_eq(table("[success=ok default=bad]"), "obbbbbbbbbbbb");
	ck_assert_str_eq(table("[default=ignore]"), "iiiiiiiiiiiii");
	ck_assert_str_eq(table("[\tsuccess=ok\t default=die ]"), "oDDDDDDDDDDDD");
}
END_TEST

/* Each result by itself reaches its own place. */
START_TEST(every_result)
{
	static const char *const results[] = { "ignore",    "not_found", "unavailable", "locked",
					       "try_again", "denied",    "invalid",     "conflict",
					       "internal",  "timeout",   "crashed",     "broken" };

	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		char text[64];
		char expected[] = "oibbbbbbbbbbb";
		snprintf(text, sizeof(text), "[%s=die]", results[i]);
		expected[i + 1] = 'D';
		ck_assert_str_eq(table(text), expected);
	}
}
END_TEST

START_TEST(errors)
{
	ck_assert_str_eq(table("requird"),
			 "f:1:10: unknown control \"requird\": did you mean \"required\"?");
	ck_assert_str_eq(table("[success=ok lockd=bad]"),
			 "f:1:22: unknown result \"lockd\": did you mean \"locked\"?");
	ck_assert_str_eq(table("[success=okk]"),
			 "f:1:19: unknown action \"okk\": did you mean \"ok\"?");
	ck_assert_str_eq(table("[success=die]"), "f:1:19: success can be ok, done or ignore only");
	ck_assert_str_eq(table("[ignore=ok]"),
			 "f:1:18: ok is for success only: ignore can be bad, die or ignore");
	ck_assert_str_eq(table("[soft=done]"),
			 "f:1:16: done is for success only: soft can be bad, die or ignore");
	ck_assert_ptr_nonnull(strstr(table("[default=die]"), "add success=ok"));
	ck_assert_ptr_nonnull(strstr(table("[success=1]"), "no numeric jumps"));
	ck_assert_ptr_nonnull(strstr(table("[denied=reset]"), "there is no reset"));
	ck_assert_ptr_nonnull(strstr(table("[denied=bad denied=bad]"), "denied stands twice"));
	ck_assert_ptr_nonnull(strstr(table("["), "not closed"));
	ck_assert_ptr_nonnull(strstr(table("[]"), "is empty"));
	ck_assert_ptr_nonnull(strstr(table("[ ]"), "is empty"));
	ck_assert_ptr_nonnull(strstr(table("[=]"), "unknown result \"\""));
	ck_assert_ptr_nonnull(strstr(table("[success=]"), "has no action"));
	ck_assert_ptr_nonnull(strstr(table(""), "unknown control \"\""));
	ck_assert_ptr_nonnull(strstr(table("Required"), "did you mean \"required\"?"));
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("control");
	TCase *tc = tcase_create("control");

	tcase_add_test(tc, words);
	tcase_add_test(tc, words_are_brackets);
	tcase_add_test(tc, precedence);
	tcase_add_test(tc, every_result);
	tcase_add_test(tc, errors);
	suite_add_tcase(suite, tc);
	return unit_main(suite);
}
