/* The verdict: the page's vectors, every result under every control, and the rules that PAM
 * lacks. */
#include "base/err.h"
#include "stack/verdict.h"
#include "lib/unit.h"
#include "stack/lines.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* What a vector's line answers besides the thirteen words: success that sets one item only. */
static bool sets_id(const char *word)
{
	return strcmp(word, "success") == 0 || strcmp(word, "id") == 0;
}

static bool sets_secret(const char *word)
{
	return strcmp(word, "success") == 0 || strcmp(word, "secret") == 0;
}

/*
 * Runs "control:result control:result ...": a plain success sets id and secret, "id" and "secret"
 * are successes that set one of them. Blanks inside brackets are written as commas. Returns the
 * verdict.
 */
static int run_vector(const char *vector, unsigned *ret_calls)
{
	struct verdict v = VERDICT_INIT;
	bool id = false, secret = false, ended = false;
	char text[512], control_text[256], word[64];

	snprintf(text, sizeof(text), "%s", vector);
	*ret_calls = 0;
	for (char *p = text, *next; p != NULL && !ended; p = next) {
		if ((next = strchr(p, ' ')) != NULL)
			*next++ = '\0';
		char *colon = strrchr(p, ':');
		ck_assert_ptr_nonnull(colon);
		snprintf(control_text, sizeof(control_text), "%.*s", (int)(colon - p), p);
		for (char *c = control_text; *c != '\0'; c++)
			if (*c == ',')
				*c = ' ';
		snprintf(word, sizeof(word), "%s", colon + 1);
		struct control control = control_of(control_text);
		bool success = sets_id(word) || sets_secret(word);
		int result = success ? RESULT_SUCCESS : result_of(word);
		(*ret_calls)++;
		if (verdict_takes(&v, &control, result)) {
			id |= sets_id(word);
			secret |= sets_secret(word);
		}
		ended = verdict_step(&v, &control, result, id && secret);
	}
	return verdict_end(&v, id && secret);
}

static const struct {
	const char *lines, *verdict;
	unsigned calls;
} vectors[] = {
	{ "optional:denied sufficient:success required:denied", "success", 2 },
	{ "required:not_found sufficient:success", "not_found", 2 },
	{ "requisite:denied required:success", "denied", 1 },
	{ "required:denied required:success", "denied", 2 },
	{ "sufficient:unavailable sufficient:not_found", "unavailable", 2 },
	{ "sufficient:denied sufficient:not_found", "denied", 2 },
	{ "optional:ignore sufficient:ignore", "not_found", 2 },
	/* The first hard failure, whatever failed softly before or after. */
	{ "required:denied required:invalid", "denied", 2 },
	{ "required:not_found required:denied required:crashed", "denied", 3 },
	{ "required:internal requisite:locked required:denied", "internal", 2 },
	/* A soft failure: the most telling soft result of all lines called, ignored ones
	 * included. */
	{ "required:not_found optional:locked", "locked", 2 },
	{ "sufficient:timeout required:not_found sufficient:unavailable", "timeout", 3 },
	{ "requisite:not_found optional:locked", "not_found", 1 },
	{ "sufficient:locked required:try_again", "locked", 2 },
	/* An ignored hard result does not replace a soft failure that counts. */
	{ "sufficient:denied required:not_found", "not_found", 2 },
	/* Nothing decided: the first hard result that was ignored, else the most telling soft
	 * one. */
	{ "sufficient:not_found sufficient:conflict optional:denied", "conflict", 3 },
	{ "sufficient:not_found sufficient:unavailable sufficient:timeout sufficient:try_again "
	  "sufficient:locked",
	  "locked", 5 },
	{ "sufficient:not_found sufficient:unavailable sufficient:timeout sufficient:try_again",
	  "try_again", 4 },
	{ "sufficient:not_found sufficient:unavailable sufficient:timeout", "timeout", 3 },
	{ "sufficient:not_found optional:ignore", "not_found", 2 },
	/* done wants a complete bundle and no failure before; otherwise it is ok. */
	{ "sufficient:id sufficient:secret required:denied", "success", 2 },
	{ "sufficient:id sufficient:not_found", "invalid", 2 },
	{ "optional:success sufficient:success required:denied", "success", 2 },
	{ "required:id required:secret", "success", 2 },
	{ "required:secret", "invalid", 1 },
	{ "required:not_found sufficient:success sufficient:success", "not_found", 3 },
	/* What a line sets after a failure does not join, nor does it change the verdict. */
	{ "required:conflict required:success required:success", "conflict", 3 },
	/* Success that is mapped to ignore neither joins nor decides. */
	{ "[success=ignore,default=ignore]:success", "not_found", 1 },
	{ "[success=ignore]:success required:success", "success", 2 },
	/* bad or die on an ignore: somebody asked for a failure, and nobody says why. */
	{ "[ignore=bad]:ignore required:success", "denied", 2 },
	{ "[ignore=die]:ignore required:success", "denied", 1 },
	{ "[success=ok,default=die]:ignore required:success", "denied", 1 },
	/* Classes, exact words before classes, classes before the default. */
	{ "[success=done,soft=ignore,hard=die]:not_found required:success", "success", 2 },
	{ "[success=done,soft=ignore,hard=die]:denied required:success", "denied", 1 },
	{ "[success=done,soft=ignore,hard=die]:success required:denied", "success", 1 },
	{ "[success=ok,locked=die,soft=ignore,default=bad]:locked required:success", "locked", 1 },
	{ "[success=ok,locked=die,soft=ignore,default=bad]:timeout required:success", "success",
	  2 },
	{ "[success=ok,locked=die,soft=ignore,default=bad]:crashed required:success", "crashed",
	  2 },
	/* What no word covers: success is ok, ignore is ignore, the rest is bad. */
	{ "[not_found=ignore]:success", "success", 1 },
	{ "[not_found=ignore]:ignore required:success", "success", 2 },
	{ "[not_found=ignore]:unavailable required:success", "unavailable", 2 },
};

START_TEST(vector)
{
	unsigned calls;
	int verdict = run_vector(vectors[_i].lines, &calls);

	ck_assert_msg(strcmp(result_name(verdict), vectors[_i].verdict) == 0, "%s: %s, not %s",
		      vectors[_i].lines, result_name(verdict), vectors[_i].verdict);
	ck_assert_msg(calls == vectors[_i].calls, "%s: %u calls, not %u", vectors[_i].lines, calls,
		      vectors[_i].calls);
}
END_TEST

/*
 * One line, in the order of enum result. '.': the stack goes on, '!': it ends. A complete bundle
 * and a success is success; an incomplete one is invalid. Nothing said at all is not_found.
 */
static const struct {
	const char *control, *complete, *incomplete;
} ends[] = {
	{ "required", ".............", "............." },
	{ "requisite", "..!!!!!!!!!!!", "..!!!!!!!!!!!" },
	{ "sufficient", "!............", "............." },
	{ "optional", ".............", "............." },
};
static const char *const alone[2][N_RESULTS] = {
	{ "invalid", "not_found", "not_found", "unavailable", "locked", "try_again", "denied",
	  "invalid", "conflict", "internal", "timeout", "crashed", "broken" },
	{ "success", "not_found", "not_found", "unavailable", "locked", "try_again", "denied",
	  "invalid", "conflict", "internal", "timeout", "crashed", "broken" },
};

START_TEST(single)
{
	struct control control = control_of(ends[_i].control);

	for (int result = 0; result < N_RESULTS; result++)
		for (int complete = 0; complete < 2; complete++) {
			const char *expected = complete ? ends[_i].complete : ends[_i].incomplete;
			struct verdict v = VERDICT_INIT;
			ck_assert_int_eq(verdict_takes(&v, &control, result),
					 result == RESULT_SUCCESS);
			ck_assert_msg(verdict_step(&v, &control, result, complete) ==
					      (expected[result] == '!'),
				      "%s %s %d", ends[_i].control, result_name(result), complete);
			ck_assert_str_eq(result_name(verdict_end(&v, complete)),
					 alone[complete][result]);
		}
}
END_TEST

START_TEST(after_a_failure)
{
	struct control required = control_of("required");

	for (size_t c = 0; c < ARRAY_SIZE(four_controls); c++)
		for (int first = RESULT_NOT_FOUND; first < N_RESULTS; first++) {
			struct control control = control_of(four_controls[c]);
			struct verdict v = VERDICT_INIT;
			ck_assert(!verdict_step(&v, &required, first, true));
			/* Nothing joins, nothing is done early, and nothing heals it. */
			ck_assert(!verdict_takes(&v, &control, RESULT_SUCCESS));
			ck_assert(!verdict_step(&v, &control, RESULT_SUCCESS, true));
			ck_assert_int_eq(verdict_end(&v, true), first);
		}
}
END_TEST

START_TEST(unknown_numbers)
{
	static const int numbers[] = { -1, -2147483647 - 1, N_RESULTS, 99, 2147483647 };
	struct control required = control_of("required"), optional = control_of("optional");

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		struct verdict v = VERDICT_INIT;
		ck_assert(result_is_hard(numbers[i]));
		ck_assert(!result_is_soft(numbers[i]));
		ck_assert_str_eq(result_name(numbers[i]), "internal");
		ck_assert_int_eq(result_exit(numbers[i]), EXIT_SOFTWARE);
		ck_assert(!verdict_takes(&v, &required, numbers[i]));
		ck_assert(!verdict_step(&v, &required, numbers[i], true));
		ck_assert_int_eq(verdict_end(&v, true), RESULT_INTERNAL);
		v = (struct verdict)VERDICT_INIT;
		ck_assert(!verdict_step(&v, &optional, numbers[i], true));
		ck_assert_int_eq(verdict_end(&v, true), RESULT_INTERNAL);
	}
}
END_TEST

static const struct {
	const char *word;
	char class; /* s, h or - */
	int exit;
} words[N_RESULTS] = {
	{ "success", '-', 0 },      { "ignore", '-', 67 },  { "not_found", 's', 67 },
	{ "unavailable", 's', 69 }, { "locked", 's', 75 },  { "try_again", 's', 75 },
	{ "denied", 'h', 77 },      { "invalid", 'h', 65 }, { "conflict", 'h', 77 },
	{ "internal", 'h', 70 },    { "timeout", 's', 75 }, { "crashed", 'h', 70 },
	{ "broken", 'h', 78 },
};

START_TEST(results)
{
	ck_assert_int_eq(result_find("succes"), -1);
	for (int i = 0; i < N_RESULTS; i++) {
		ck_assert_str_eq(result_name(i), words[i].word);
		ck_assert_int_eq(result_is_soft(i), words[i].class == 's');
		ck_assert_int_eq(result_is_hard(i), words[i].class == 'h');
		ck_assert_int_eq(result_exit(i), words[i].exit);
		ck_assert_int_eq(result_find(words[i].word), i);
	}
}
END_TEST

START_TEST(empty)
{
	struct verdict v = VERDICT_INIT;

	ck_assert_int_eq(verdict_end(&v, true), RESULT_NOT_FOUND);
	ck_assert_int_eq(verdict_end(&v, false), RESULT_NOT_FOUND);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("verdict");
	TCase *t = tcase_create("verdict");

	tcase_add_loop_test(t, vector, 0, ARRAY_SIZE(vectors));
	tcase_add_loop_test(t, single, 0, ARRAY_SIZE(ends));
	tcase_add_test(t, after_a_failure);
	tcase_add_test(t, unknown_numbers);
	tcase_add_test(t, results);
	tcase_add_test(t, empty);
	suite_add_tcase(s, t);
	return unit_main(s);
}
