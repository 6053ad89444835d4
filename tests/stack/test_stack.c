/* The dispatcher on a fake run function: transactions, nested stacks, refusals, completeness,
 * deadlines. */
#include "stack/fake.h"

/* The vectors of the page, flat and nested, with the calls that each line gets. */
START_TEST(vectors)
{
	struct source lines[3], inner[2];

	answers[1] = (struct answer)FAILS(RESULT_DENIED);
	answers[2] = (struct answer)FULL("A");
	answers[3] = (struct answer)FAILS(RESULT_DENIED);
	lines[0] = line_of(1, "optional");
	lines[1] = line_of(2, "sufficient");
	lines[2] = line_of(3, "required");
	ck_assert_int_eq(run(lines, 3, NULL), 0);
	ck_assert_uint_eq(calls[1] + calls[2] + calls[3], 2);
	ck_assert_str_eq(id(), "A");
	stack_outcome_clear(&outcome);

	/* sufficient @inner{requisite:denied} required:success */
	answers[1] = (struct answer)FAILS(RESULT_DENIED);
	answers[2] = (struct answer)FULL("A");
	inner[0] = line_of(1, "requisite");
	lines[0] = nested_of(9, "sufficient", inner, 1);
	lines[1] = line_of(2, "required");
	ck_assert_int_eq(run(lines, 2, NULL), 0);
	ck_assert_uint_eq(calls[1], 1);
	ck_assert_str_eq(secret(), "s-A");
	stack_outcome_clear(&outcome);

	/* required @inner{sufficient:success} required:denied */
	answers[1] = (struct answer)FULL("A");
	answers[2] = (struct answer)FAILS(RESULT_DENIED);
	inner[0] = line_of(1, "sufficient");
	lines[0] = nested_of(9, "required", inner, 1);
	ck_assert_int_eq(run(lines, 2, NULL), EXIT_DENIED);
	ck_assert_int_eq(outcome.result, RESULT_DENIED);
	ck_assert_uint_eq(calls[2], 1);
	stack_outcome_clear(&outcome);

	/* optional:{id=A} optional:{id=B,secret}: B conflicts and is dropped */
	answers[1] = (struct answer){ .id = "A" };
	answers[2] = (struct answer){ .id = "B", .secret = "of-B" };
	lines[0] = line_of(1, "optional");
	lines[1] = line_of(2, "optional");
	ck_assert_int_eq(run(lines, 2, NULL), EXIT_DATA);
	ck_assert_int_eq(outcome.result, RESULT_INVALID);
	ck_assert_str_eq(id(), "A");
	ck_assert_str_eq(secret(), "");
	ck_assert_int_eq(outcome.events[1].result, RESULT_CONFLICT);
	reads("conf:2: fake: its client id is not the one that conf:1 gave");
	ck_assert_str_eq(err.reason, "credential_conflict");
	stack_outcome_clear(&outcome);
}
END_TEST

START_TEST(missing)
{
	struct source lines[2];

	answers[1] = (struct answer){ .result = RESULT_INTERNAL, .missing = true };
	answers[2] = (struct answer)FULL("A");
	lines[0] = line_of(1, "required");
	lines[1] = line_of(2, "required");
	/* A dash: as if the line were not there, whatever its control makes of an ignore. */
	lines[0].optional_plugin = true;
	lines[0].control = control_of("[ignore=die default=die success=ok]");
	ck_assert_int_eq(run(lines, 2, NULL), 0);
	ck_assert_str_eq(id(), "A");
	ck_assert_uint_eq(outcome.nwarnings, 0);
	stack_outcome_clear(&outcome);
	/* No dash: refused, even under a control that ignores everything. */
	answers[1].text = "not installed";
	lines[0].optional_plugin = false;
	lines[0].control = control_of("optional");
	ck_assert_int_eq(run(lines, 2, NULL), EXIT_CONFIG);
	ck_assert_uint_eq(calls[2], 0);
	says("conf:1: fake: not installed");
	stack_outcome_clear(&outcome);
}
END_TEST

START_TEST(refused)
{
	struct source lines[2], inner[2];

	answers[1] = (struct answer){ .result = RESULT_INVALID,
				      .refused = true,
				      .text = "bad arguments" };
	answers[2] = (struct answer)FULL("A");
	lines[0] = line_of(1, "optional");
	lines[1] = line_of(2, "required");
	ck_assert_int_eq(run(lines, 2, NULL), EXIT_CONFIG);
	ck_assert_uint_eq(calls[2], 0);
	says("conf:1: fake: bad arguments");
	stack_outcome_clear(&outcome);
	/* In a nested stack as well. */
	inner[0] = lines[0];
	lines[0] = nested_of(9, "optional", inner, 1);
	ck_assert_int_eq(run(lines, 2, NULL), EXIT_CONFIG);
	ck_assert_uint_eq(calls[2], 0);
	says("conf:1: fake: bad arguments");
	stack_outcome_clear(&outcome);
}
END_TEST

/* Letters of the events: d decides, b beyond, t taken, - none. */
static const char *marks(void)
{
	static char out[64];
	size_t used = 0;

	for (size_t i = 0; i < outcome.nevents; i++) {
		const struct stack_event *e = &outcome.events[i];
		used += (size_t)snprintf(out + used, sizeof(out) - used, "%s%s%s%s ",
					 e->taken ? "t" : "", e->decides ? "d" : "",
					 e->beyond ? "b" : "",
					 e->taken || e->decides || e->beyond ? "" : "-");
	}
	return out;
}

START_TEST(deciding)
{
	struct source lines[3];

	/* The line that completes the bundle, the one that fails first, the one that ends the
	 * stack. */
	answers[1] = (struct answer){ .id = "A" };
	answers[2] = (struct answer){ .secret = "s" };
	answers[3] = (struct answer)FAILS(RESULT_NOT_FOUND);
	for (unsigned i = 0; i < 3; i++)
		lines[i] = line_of(i + 1, "optional");
	ck_assert_int_eq(run(lines, 3, NULL), 0);
	ck_assert_str_eq(marks(), "t td - ");
	stack_outcome_clear(&outcome);
	lines[2] = line_of(3, "required");
	ck_assert_int_eq(run(lines, 3, NULL), EXIT_NOUSER);
	ck_assert_str_eq(marks(), "t t d ");
	stack_outcome_clear(&outcome);
	lines[0] = line_of(3, "required");
	lines[1] = line_of(3, "requisite");
	ck_assert_int_eq(run(lines, 3, NULL), EXIT_NOUSER);
	ck_assert_str_eq(marks(), "- d ");
	stack_outcome_clear(&outcome);
	/* Nobody has anything: nobody decides. */
	lines[0] = line_of(3, "sufficient");
	ck_assert_int_eq(run(lines, 1, NULL), EXIT_NOUSER);
	ck_assert_str_eq(marks(), "- ");
	stack_outcome_clear(&outcome);
}
END_TEST

START_TEST(beyond)
{
	struct source lines[4], inner[2];

	all = true;
	/* What comes behind the end is called and seen, and changes nothing: no failure, no
	 * warning. */
	answers[1] = (struct answer)FULL("A");
	answers[2] = (struct answer)FAILS(RESULT_DENIED);
	answers[3] = (struct answer){ .id = "A", .secret = "other" };
	answers[4] = (struct answer){ .result = RESULT_INVALID, .refused = true };
	inner[0] = line_of(2, "required");
	inner[1] = line_of(3, "required");
	lines[0] = line_of(1, "sufficient");
	lines[1] = nested_of(9, "required", inner, 2);
	lines[2] = line_of(4, "required");
	ck_assert_int_eq(run(lines, 3, NULL), 0);
	ck_assert_uint_eq(calls[2] + calls[3] + calls[4], 3);
	ck_assert_str_eq(marks(), "td b b b b ");
	ck_assert_int_eq(outcome.events[1].result, RESULT_DENIED);
	ck_assert_int_eq(outcome.events[3].result, RESULT_CONFLICT);
	ck_assert_str_eq(secret(), "s-A");
	ck_assert_uint_eq(outcome.nwarnings, 0);
	stack_outcome_clear(&outcome);
	/* The same behind a failure, and behind the end of a nested stack alone. */
	answers[1] = (struct answer)FAILS(RESULT_DENIED);
	answers[2] = (struct answer){ .result = RESULT_LOCKED, .text = "asleep" };
	answers[3] = (struct answer)FULL("A");
	inner[0] = line_of(1, "requisite");
	inner[1] = line_of(2, "required");
	lines[0] = nested_of(9, "sufficient", inner, 2);
	lines[1] = line_of(3, "required");
	ck_assert_int_eq(run(lines, 2, NULL), 0);
	ck_assert_str_eq(marks(), "- d b td ");
	stack_outcome_clear(&outcome);
	lines[0] = line_of(1, "requisite");
	lines[1] = line_of(2, "required");
	ck_assert_int_eq(run(lines, 2, NULL), EXIT_DENIED);
	ck_assert_str_eq(marks(), "d b ");
	ck_assert_ptr_null(strstr(err.text, "asleep"));
	stack_outcome_clear(&outcome);
	/* A refusal stays the result, whatever comes behind it. */
	lines[0] = line_of(4, "optional");
	lines[1] = line_of(3, "required");
	ck_assert_int_eq(run(lines, 2, NULL), EXIT_CONFIG);
	ck_assert_str_eq(marks(), "d b ");
	stack_outcome_clear(&outcome);
	all = false;
}
END_TEST

START_TEST(transactions)
{
	struct source lines[3];

	/* What a failed line set is dropped, and so is what an ignored success set. */
	answers[1] = (struct answer){ .result = RESULT_NOT_FOUND, .id = "X", .secret = "sx" };
	answers[2] = (struct answer)FULL("Y");
	answers[3] = (struct answer)FULL("Z");
	lines[0] = line_of(1, "optional");
	lines[1] = line_of(2, "[success=ignore default=ignore]");
	lines[2] = line_of(3, "required");
	ck_assert_int_eq(run(lines, 3, NULL), 0);
	ck_assert_str_eq(id(), "Z");
	ck_assert_str_eq(secret(), "s-Z");
	ck_assert_str_eq(known_ids[3], "");
	ck_assert_ptr_eq(outcome.credential.from[ITEM_CLIENT_ID], &lines[2]);
	ck_assert(!outcome.events[0].taken && !outcome.events[1].taken && outcome.events[2].taken);
	stack_outcome_clear(&outcome);
	/* After a failure nothing joins. */
	lines[0] = line_of(1, "required");
	lines[1] = line_of(2, "required");
	ck_assert_int_eq(run(lines, 3, NULL), EXIT_NOUSER);
	ck_assert_str_eq(id(), "");
	ck_assert_str_eq(secret(), "");
	stack_outcome_clear(&outcome);
}
END_TEST

START_TEST(pairing)
{
	struct source lines[2];

	/* The profile's own id: known to every line, and a secret alone belongs to it. */
	answers[1] = (struct answer){ .secret = "s" };
	lines[0] = line_of(1, "required");
	ck_assert_int_eq(run(lines, 1, "P"), 0);
	ck_assert_str_eq(known_ids[1], "P");
	ck_assert_str_eq(id(), "P");
	ck_assert_ptr_null(outcome.credential.from[ITEM_CLIENT_ID]);
	ck_assert_ptr_eq(outcome.credential.from[ITEM_CLIENT_SECRET], &lines[0]);
	stack_outcome_clear(&outcome);
	/* No id known: invalid, and a later id does not come to it. */
	answers[2] = (struct answer){ .id = "A" };
	lines[0] = line_of(1, "optional");
	lines[1] = line_of(2, "optional");
	ck_assert_int_eq(run(lines, 2, NULL), EXIT_DATA);
	ck_assert_str_eq(secret(), "");
	says("a secret without a client id");
	stack_outcome_clear(&outcome);
	/* The secret of another client. */
	answers[1] = (struct answer)FULL("B");
	lines[0] = line_of(1, "required");
	ck_assert_int_eq(run(lines, 1, "P"), EXIT_DENIED);
	ck_assert_int_eq(outcome.result, RESULT_CONFLICT);
	says("not the one that client-id names");
	stack_outcome_clear(&outcome);
	/* The id from one line, the secret from another. */
	answers[1] = (struct answer){ .id = "A" };
	answers[2] = (struct answer){ .secret = "s" };
	lines[0] = line_of(1, "sufficient");
	lines[1] = line_of(2, "sufficient");
	ck_assert_int_eq(run(lines, 2, NULL), 0);
	ck_assert_str_eq(known_ids[2], "A");
	ck_assert_ptr_eq(outcome.credential.from[ITEM_CLIENT_ID], &lines[0]);
	ck_assert_ptr_eq(outcome.credential.from[ITEM_CLIENT_SECRET], &lines[1]);
	stack_outcome_clear(&outcome);
}
END_TEST

START_TEST(nested)
{
	struct source lines[3], inner[2], deep[1];

	/* It sees the outer id; what it adds joins the outer bundle, with the line that had it. */
	answers[1] = (struct answer){ .id = "A" };
	answers[2] = (struct answer){ .secret = "s" };
	answers[3] = (struct answer)FAILS(RESULT_DENIED);
	lines[0] = line_of(1, "optional");
	deep[0] = line_of(2, "required");
	inner[0] = nested_of(8, "required", deep, 1);
	lines[1] = nested_of(9, "sufficient", inner, 1);
	lines[2] = line_of(3, "required");
	ck_assert_int_eq(run(lines, 3, NULL), 0);
	ck_assert_str_eq(known_ids[2], "A");
	ck_assert_str_eq(secret(), "s");
	ck_assert_ptr_eq(outcome.credential.from[ITEM_CLIENT_ID], &lines[0]);
	ck_assert_ptr_eq(outcome.credential.from[ITEM_CLIENT_SECRET], &deep[0]);
	ck_assert_uint_eq(calls[3], 0);
	ck_assert_uint_eq(outcome.nevents, 4);
	ck_assert_uint_eq(outcome.events[1].depth, 0);
	ck_assert_uint_eq(outcome.events[2].depth, 1);
	ck_assert_uint_eq(outcome.events[3].depth, 2);
	/* The stack's line itself brought the secret and not the id, which was there. */
	ck_assert_uint_eq(outcome.events[1].sets, 1u << ITEM_CLIENT_SECRET);
	stack_outcome_clear(&outcome);
	/* What a failed one gathered is dropped, though a line of it was taken. */
	answers[2] = (struct answer){ .id = "A", .secret = "inner" };
	answers[3] = (struct answer)FAILS(RESULT_NOT_FOUND);
	answers[4] = (struct answer){ .secret = "outer" };
	inner[0] = line_of(2, "required");
	inner[1] = line_of(3, "required");
	lines[1] = nested_of(9, "optional", inner, 2);
	lines[2] = line_of(4, "required");
	ck_assert_int_eq(run(lines, 3, NULL), 0);
	ck_assert_str_eq(secret(), "outer");
	stack_outcome_clear(&outcome);
	/* done inside ends the inner one alone; a conflict inside is a conflict. */
	answers[1] = (struct answer)FULL("A");
	answers[2] = (struct answer)FULL("B");
	inner[0] = line_of(2, "required");
	lines[0] = line_of(1, "required");
	lines[1] = nested_of(9, "required", inner, 1);
	ck_assert_int_eq(run(lines, 2, NULL), EXIT_DENIED);
	ck_assert_int_eq(outcome.result, RESULT_CONFLICT);
	says("conf:2: fake: its client id is not the one that conf:1 gave");
	stack_outcome_clear(&outcome);
}
END_TEST

/* The time of prompts is nobody's: the deadline of the lines that follow moves by it. */
START_TEST(paused)
{
	struct source lines[2];
	int64_t now = clock_ms();

	answers[1] = (struct answer){ .result = RESULT_NOT_FOUND, .paused_ms = 7000 };
	answers[2] = (struct answer)FULL("A");
	lines[0] = line_of(1, "optional");
	lines[1] = line_of(2, "optional");
	struct profile p = {
		.name = TEXT("test"), .sources = lines, .nsources = 2, .source_timeout_s = 100
	};
	struct bound bound = { .profile = &p };
	struct stack_request request = { .bound = &bound,
					 .deadline_ms = now + 10000,
					 .complete = gather_has_pair };
	ck_assert_int_eq(stack_run(&request, fake_run, &outcome, &err), 0);
	ck_assert_int_eq(outcome.paused_ms, 7000);
	ck_assert_int_ge(deadlines[1], now + 5000);
	ck_assert_int_lt(deadlines[1], now + 7000);
	ck_assert_int_ge(deadlines[2], now + 8500);
	ck_assert_int_le(outcome.events[0].took_ms, 0);
	stack_outcome_clear(&outcome);
}
END_TEST

static bool has_key(const struct credential *c, const void *arg)
{
	return c->items[*(const int *)arg] != NULL;
}

/* Whether a credential is complete is the caller's to say, for nested stacks too. */
START_TEST(completeness)
{
	static const int item = ITEM_CLIENT_ID;
	struct source lines[2], inner[1];
	struct profile p = { .sources = lines, .nsources = 2, .source_timeout_s = 5 };
	struct bound bound = { .profile = &p };
	struct stack_request request = { .bound = &bound,
					 .deadline_ms = clock_ms() + 10000,
					 .complete = has_key,
					 .complete_arg = &item };

	memset(calls, 0, sizeof(calls));
	answers[1] = (struct answer){ .id = "A" };
	answers[2] = (struct answer)FAILS(RESULT_DENIED);
	inner[0] = line_of(1, "required");
	lines[0] = nested_of(9, "sufficient", inner, 1);
	lines[1] = line_of(2, "required");
	ck_assert_int_eq(stack_run(&request, fake_run, &outcome, &err), 0);
	ck_assert_uint_eq(calls[2], 0);
	stack_outcome_clear(&outcome);
}
END_TEST

START_TEST(share_of_time)
{
	struct source line = line_of(1, "required");
	struct profile p = { .sources = &line, .nsources = 1, .source_timeout_s = 5 };
	struct bound bound = { .profile = &p };
	struct stack_request request = { .bound = &bound, .complete = gather_has_pair };
	int64_t now;

	answers[1] = (struct answer)FULL("A");
	/* source-timeout, where there is plenty left */
	now = clock_ms();
	request.deadline_ms = now + 60000;
	ck_assert_int_eq(stack_run(&request, fake_run, &outcome, &err), 0);
	ck_assert_int_ge(deadlines[1], now + 5000);
	ck_assert_int_le(deadlines[1], clock_ms() + 5000);
	stack_outcome_clear(&outcome);
	/* half of what is left */
	now = clock_ms();
	request.deadline_ms = now + 4000;
	ck_assert_int_eq(stack_run(&request, fake_run, &outcome, &err), 0);
	ck_assert_int_ge(deadlines[1], now + 2000);
	ck_assert_int_le(deadlines[1], clock_ms() + 2000);
	stack_outcome_clear(&outcome);
	/* nothing is left */
	request.deadline_ms = now - 1;
	ck_assert_int_eq(stack_run(&request, fake_run, &outcome, &err), 0);
	ck_assert_int_le(deadlines[1], clock_ms());
	stack_outcome_clear(&outcome);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("stack");
	TCase *t = tcase_create("stack");

	tcase_add_test(t, vectors);
	tcase_add_test(t, missing);
	tcase_add_test(t, refused);
	tcase_add_test(t, deciding);
	tcase_add_test(t, beyond);
	tcase_add_test(t, transactions);
	tcase_add_test(t, pairing);
	tcase_add_test(t, nested);
	tcase_add_test(t, paused);
	tcase_add_test(t, completeness);
	tcase_add_test(t, share_of_time);
	suite_add_tcase(s, t);
	return unit_main(s);
}
