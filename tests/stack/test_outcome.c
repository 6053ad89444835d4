/* What people read of a stack: the message of the line that decided, its parts, and warnings. */
#include "stack/fake.h"

START_TEST(messages)
{
	struct source lines[4];

	answers[1] = (struct answer){ .result = RESULT_NOT_FOUND, .text = "nothing in one" };
	answers[2] = (struct answer){ .result = RESULT_DENIED,
				      .text = "mode 0644",
				      .reason = "file_mode",
				      .fix = "chmod 600 x" };
	answers[3] = (struct answer)FAILS(RESULT_UNAVAILABLE);
	answers[4] = (struct answer){ .result = RESULT_IGNORE, .text = "no opinion" };
	for (unsigned i = 0; i < 4; i++)
		lines[i] = line_of(i + 1, "sufficient");
	ck_assert_int_eq(run(lines, 4, NULL), EXIT_DENIED);
	ck_assert_int_eq(err.code, EXIT_DENIED);
	reads("conf:2: fake: mode 0644: chmod 600 x");
	ck_assert_str_eq(err.reason, "file_mode");
	ck_assert_str_eq(err.fix, "chmod 600 x");
	ck_assert_str_eq(err.place.file, "conf");
	ck_assert_uint_eq(err.place.line, 2);
	ck_assert_str_eq(err.hint, "other sources: conf:1: fake: nothing in one; "
				   "conf:3: fake: unavailable");
	stack_outcome_clear(&outcome);
	/* On success the ignored hard result is a warning, the soft one is not worth a word. */
	answers[4] = (struct answer)FULL("A");
	ck_assert_int_eq(run(lines, 4, NULL), 0);
	ck_assert_uint_eq(outcome.nwarnings, 1);
	ck_assert_str_eq(outcome.warnings[0], "conf:2: fake: mode 0644: chmod 600 x");
	stack_outcome_clear(&outcome);
	/* Nobody said anything. */
	ck_assert_int_eq(run(lines, 0, NULL), EXIT_NOUSER);
	says("no source had a credential");
	stack_outcome_clear(&outcome);
	answers[1] = (struct answer){ .id = NULL };
	lines[0] = line_of(1, "required");
	ck_assert_int_eq(run(lines, 1, "P"), EXIT_DATA);
	says("the profile has a client-id, but no line has the secret");
	ck_assert_str_eq(err.reason, "credential_incomplete");
	stack_outcome_clear(&outcome);
	ck_assert_int_eq(run(lines, 1, NULL), EXIT_DATA);
	ck_assert_int_ne(err.text[0], '\0');
	stack_outcome_clear(&outcome);
}
END_TEST

/* Half a credential: what supplies the rest is the command of the line that has nothing. */
START_TEST(half)
{
	struct source lines[2];

	answers[1] = (struct answer){ .id = "A" };
	answers[2] = (struct answer){ .result = RESULT_NOT_FOUND,
				      .text = "no secret",
				      .fix = "ccred secret set test" };
	lines[0] = line_of(1, "required");
	lines[1] = line_of(2, "optional");
	ck_assert_int_eq(run(lines, 2, NULL), EXIT_DATA);
	reads("conf:1 gave the client id, but no line has the secret or the key: add a source that has "
	      "it: "
	      "ccred secret set test");
	ck_assert_str_eq(err.hint, "conf:2: fake: no secret: ccred secret set test");
	stack_outcome_clear(&outcome);
}
END_TEST

/* A success may come with a warning, and says where the credential lies. */
START_TEST(warnings)
{
	struct source lines[1];
	char said[SAID_LINE_MAX];

	answers[1] = (struct answer)FULL("A");
	answers[1].warning = true;
	answers[1].text = "it expires soon";
	answers[1].location = "the shelf";
	lines[0] = line_of(1, "required");
	ck_assert_int_eq(run(lines, 1, NULL), 0);
	ck_assert_uint_eq(outcome.nwarnings, 1);
	ck_assert_str_eq(outcome.warnings[0], "conf:1: fake: it expires soon");
	stack_outcome_clear(&outcome);
	answers[1].warning = false;
	answers[1].text = NULL;
	ck_assert_int_eq(run(lines, 1, NULL), 0);
	ck_assert_uint_eq(outcome.nwarnings, 0);
	ck_assert_str_eq(said_line(&outcome.events[0].said, said), "the shelf");
	stack_outcome_clear(&outcome);
}
END_TEST

/* Many long messages are cut short, not run over. */
START_TEST(long_messages)
{
	static char text[SAID_TEXT_MAX];
	struct source lines[MAX_ANSWERS - 1];

	memset(text, 'x', sizeof(text) - 1);
	for (unsigned i = 0; i < MAX_ANSWERS - 1; i++) {
		answers[i + 1] = (struct answer){ .result = RESULT_DENIED, .text = text };
		lines[i] = line_of(i + 1, "optional");
	}
	ck_assert_int_eq(run(lines, MAX_ANSWERS - 1, NULL), EXIT_DENIED);
	ck_assert_uint_lt(strlen(err.text), sizeof(err.text));
	ck_assert_uint_eq(outcome.nevents, MAX_ANSWERS - 1);
	stack_outcome_clear(&outcome);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("outcome");
	TCase *t = tcase_create("outcome");

	tcase_add_test(t, messages);
	tcase_add_test(t, half);
	tcase_add_test(t, warnings);
	tcase_add_test(t, long_messages);
	suite_add_tcase(s, t);
	return unit_main(s);
}
