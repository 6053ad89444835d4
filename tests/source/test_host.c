/* What a plugin may ask of its host: items and their rules, times, prompts, programs, files, and
 * what it says. */
#include "lib/temp.h"
#include "lib/unit.h"
#include "source/real.h"

#include <sys/stat.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define HOSTED(...) \
	{ \
		.plugin = "hosted", .args = { __VA_ARGS__ } \
	}

static char dir[TEMP_SIZE];

static void setup(void)
{
	temp_make(dir);
}

static void teardown(void)
{
	temp_remove(dir);
}

static const char *item(const struct line_result *line, int item)
{
	return real_text(line->set.items[item]);
}

START_TEST(items)
{
	struct real real = HOSTED({ "do", "items" });
	struct line_result line;

	real_run(&real, &line);
	real_expect(&line, "success", "me", "passed");
	ck_assert_str_eq(item(&line, ITEM_ASSERTION), "e30.e30.");
	ck_assert_str_eq(item(&line, ITEM_PUBLIC_KEY), "-----BEGIN X\r\n\tp\n");
	ck_assert_str_eq(item(&line, ITEM_PRIVATE_KEY), "-----BEGIN P\nx%\n");
	ck_assert_str_eq(item(&line, ITEM_KEY_URI), "pkcs11:object=k");
	ck_assert_int_eq(line.set.expires_s[ITEM_ASSERTION], 4102444800);
	ck_assert_int_eq(line.set.expires_s[ITEM_CLIENT_SECRET], 0);
	line_result_clear(&line);
}
END_TEST

/* A set that fails is the result, though the plugin answers success and sets another item. | is a
 * line end. */
static const struct {
	const char *set, *result;
} sets[] = {
	{ "1:me", "success" },
	{ "1:you|", "invalid" },
	{ "2:s|t", "invalid" },
	{ "2:", "invalid" },
	{ "3:a|b", "invalid" },
	{ "6:12345678901234567890123456789012345678901234567890123456", "success" },
	{ "7:a|b", "success" },
	{ "8:a|b", "success" },
	{ "9:a|b", "success" },
	{ "9:a\001b", "invalid" },
	{ "10:a|b", "invalid" },
	/* Not a get's, and none at all. */
	{ "11:signature", "invalid" },
	{ "0:x", "invalid" },
	{ "12:x", "invalid" },
	{ "-1:x", "invalid" },
	{ "2:another", "conflict" },
};

START_TEST(failed_set)
{
	struct real real = HOSTED({ "do", "set" }, { "argument", sets[_i].set });
	struct line_result line;

	real_run(&real, &line);
	ck_assert_str_eq(result_name((int)line.result), sets[_i].result);
	if (line.result != RESULT_SUCCESS) {
		ck_assert(credential_empty(&line.set));
		ck_assert_str_eq(line.said.reason, sets[_i].result);
	}
	line_result_clear(&line);
}
END_TEST

START_TEST(conflicts)
{
	struct real twice = HOSTED({ "do", "twice" });
	struct real other = HOSTED({ "do", "set" }, { "argument", "1:you" });
	struct line_result line;

	real_run(&twice, &line);
	real_expect(&line, "conflict", NULL, NULL);
	other.client_id = "me";
	real_run(&other, &line);
	real_expect(&line, "conflict", NULL, NULL);
}
END_TEST

START_TEST(store_sets_nothing)
{
	struct real real = HOSTED({ "do", "x" });
	struct credential given = { .items = { NULL } };
	struct line_result line = { .result = RESULT_INTERNAL };
	struct real_profile p;

	real_set_up(&real, &p);
	ck_assert_int_eq(credential_set(&given, ITEM_CLIENT_ID, "me", 2, NULL, NULL), 0);
	ck_assert_int_eq(credential_set(&given, ITEM_CLIENT_SECRET, "s", 1, NULL, NULL), 0);
	run_store(&p.source, &p.request, &given, clock_ms() + 10000, &line);
	real_expect(&line, "invalid", NULL, NULL);
	credential_clear(&given);
	real_clear(&p);
}
END_TEST

START_TEST(request)
{
	char *resources[] = { (char *)(uintptr_t) "urn:a", (char *)(uintptr_t) "urn:b" };
	char *targets[] = { (char *)(uintptr_t) "https://api.example/x" };
	struct real real = HOSTED({ "do", "request" });
	struct credential known = { .items = { NULL } };
	struct line_result line = { .result = RESULT_INTERNAL };
	struct real_profile p;

	real_set_up(&real, &p);
	p.profile.audience = (char *)(uintptr_t) "https://api.example";
	p.profile.resources = resources;
	p.profile.nresources = 2;
	p.profile.targets = targets;
	p.profile.ntargets = 1;
	p.profile.client_auth = "private_key_jwt";
	p.request.methods_offered = "client_secret_basic client_secret_post";
	run_source(&p.source, &p.request, &known, clock_ms() + 10000, &line);
	real_expect(&line, "success", NULL, "passed");
	line_result_clear(&line);
	real_clear(&p);
}
END_TEST

/* Each of these says by itself what is not as it should be. */
START_TEST(tries)
{
	static const struct {
		const char *what, *argument;
		int ms;
	} rows[] = {
		{ "time", "", 2000 },
		{ "run", "/bin/sh", 20000 },
		{ "run-children", "/bin/sh", 20000 },
	};
	struct line_result line;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		struct real real = HOSTED({ "do", rows[i].what }, { "argument", rows[i].argument });
		real.ms = rows[i].ms;
		real_run(&real, &line);
		real_expect(&line, "success", NULL, "passed");
		line_result_clear(&line);
	}
}
END_TEST

START_TEST(run_hangs)
{
	struct real real = HOSTED({ "do", "run-hangs" }, { "argument", "/bin/sh" });
	struct line_result line;
	int64_t begin = clock_ms();

	real.ms = 1000;
	real_run(&real, &line);
	real_expect(&line, "try_again", NULL, NULL);
	ck_assert_str_eq(line.said.reason, "program_timeout");
	ck_assert_int_lt(clock_ms() - begin, 2000);
}
END_TEST

START_TEST(files)
{
	struct line_result line;

	temp_write(dir, "good", "x", 1, 0600);
	struct real good = HOSTED({ "do", "files" }, { "argument", temp_path(dir, "good") });
	real_run(&good, &line);
	real_expect(&line, "success", NULL, "passed");
	line_result_clear(&line);
	temp_write(dir, "bad", "x", 1, 0662);
	struct real bad = HOSTED({ "do", "unsafe" }, { "argument", temp_path(dir, "bad") });
	real_run(&bad, &line);
	real_expect(&line, "denied", NULL, NULL);
	ck_assert_str_eq(line.said.reason, "file_mode");
	ck_assert(strncmp(line.said.fix, "chmod go-w /", 12) == 0);
	/* By its name, the directory on the way counts as well. */
	ck_assert_int_eq(mkdir(temp_path(dir, "open"), 0755), 0);
	temp_write(dir, "open/good", "x", 1, 0600);
	ck_assert_int_eq(chmod(temp_path(dir, "open"), 0777), 0);
	struct real way = HOSTED({ "do", "unsafe" }, { "argument", temp_path(dir, "open/good") });
	real_run(&way, &line);
	real_expect(&line, "denied", NULL, NULL);
	ck_assert_ptr_nonnull(strstr(line.said.fix, "/open"));
}
END_TEST

/* A person: what is asked, in its order, and what is answered. */
struct person {
	unsigned asked;
	int styles[8];
	char texts[8][64];
	const char *answers[8];
	enum result result;
	int64_t takes_ms;
};

static enum result ask(void *arg, int style, const char *text, char *buffer, size_t size,
		       size_t *ret_len)
{
	struct person *p = arg;
	const char *answer = p->answers[p->asked] != NULL ? p->answers[p->asked] : "";

	ck_assert_uint_lt(p->asked, 8);
	p->styles[p->asked] = style;
	snprintf(p->texts[p->asked++], sizeof(p->texts[0]), "%s", text);
	clock_sleep(p->takes_ms);
	if (p->result != RESULT_SUCCESS)
		return p->result;
	if (strlen(answer) >= size)
		return RESULT_INVALID;
	memcpy(buffer, answer, strlen(answer) + 1);
	*ret_len = strlen(answer);
	return RESULT_SUCCESS;
}

START_TEST(prompt)
{
	struct person person = { .answers = { "name", "", "4711-pin" }, .takes_ms = 700 };
	struct real real = HOSTED({ "do", "prompt" });
	struct line_result line;

	/* Three answers of 700 ms each do not fit into the time, which stands still. */
	real.ms = 1500;
	real.prompt = ask;
	real.prompt_arg = &person;
	real_run(&real, &line);
	real_expect(&line, "locked", NULL, NULL);
	ck_assert_uint_eq(person.asked, 3);
	ck_assert_int_eq(person.styles[0], CCRED_PROMPT_VISIBLE);
	ck_assert_int_eq(person.styles[1], CCRED_PROMPT_INFO);
	ck_assert_int_eq(person.styles[2], CCRED_PROMPT_HIDDEN);
	/* The person sees who asks. */
	ck_assert_str_eq(person.texts[0], "hosted: Name: ");
	ck_assert_str_eq(person.texts[1], "hosted: touch the key");
	ck_assert_int_ge(line.paused_ms, 2100);
	ck_assert_int_lt(line.paused_ms, 3500);
	/* And what was typed is not in what is said. */
	ck_assert_str_eq(line.said.text, "***");
}
END_TEST

static const struct {
	enum result result;
	const char *answer, *expected;
} refusals[] = {
	{ RESULT_LOCKED, "", "4" },    { RESULT_DENIED, "", "6" },
	{ RESULT_INVALID, "", "7" },   { RESULT_INTERNAL, "", "9" },
	{ RESULT_SUCCESS, "no", "0" }, { RESULT_SUCCESS, "long", "7" },
};

START_TEST(prompt_fails)
{
	struct person person = { .answers = { refusals[_i].answer },
				 .result = refusals[_i].result };
	struct real real = HOSTED({ "do", "prompt-fails" }, { "argument", refusals[_i].expected });
	struct line_result line;

	real.prompt = ask;
	real.prompt_arg = &person;
	real_run(&real, &line);
	real_expect(&line, "success", NULL, "passed");
	ck_assert_uint_eq(person.asked, 1);
	line_result_clear(&line);
}
END_TEST

START_TEST(nobody_to_ask)
{
	struct real real = HOSTED({ "do", "prompt-fails" }, { "argument", "4" });
	struct line_result line;

	real_run(&real, &line);
	real_expect(&line, "success", NULL, "passed");
	line_result_clear(&line);
}
END_TEST

/* A plugin that dies while the person types costs its line. */
START_TEST(prompt_dies)
{
	struct person person = { .answers = { "4711" }, .takes_ms = 500 };
	struct real real = HOSTED({ "do", "prompt-dies" });
	struct line_result line;

	real.prompt = ask;
	real.prompt_arg = &person;
	real_run(&real, &line);
	real_expect(&line, "crashed", NULL, NULL);
	ck_assert_uint_eq(person.asked, 1);
}
END_TEST

START_TEST(says)
{
	struct real error = { .plugin = "debug",
			      .args = { { "result", "denied" },
					{ "text", "no" },
					{ "reason", "door_shut" },
					{ "fix", "open door" },
					{ "location", "the door" } } };
	struct real odd = { .plugin = "debug",
			    .args = { { "result", "locked" }, { "reason", "Not A Word" } } };
	struct real warning = { .plugin = "debug",
				.args = { { "id", "me" },
					  { "secret", "s" },
					  { "text", "soon over" },
					  { "warn", "yes" } } };
	struct real expires = { .plugin = "debug",
				.args = { { "id", "me" },
					  { "secret", "s" },
					  { "location", "the shelf" },
					  { "expires", "4102444800" } } };
	struct line_result line;

	real_run(&error, &line);
	real_expect(&line, "denied", NULL, NULL);
	ck_assert_str_eq(line.said.text, "no");
	ck_assert_str_eq(line.said.reason, "door_shut");
	ck_assert_str_eq(line.said.fix, "open door");
	ck_assert_str_eq(line.said.location, "the door");
	ck_assert(!line.said.warning);
	/* No reason, or none of the form: that of the result. */
	real_run(&odd, &line);
	ck_assert_str_eq(line.said.reason, "locked");
	real_run(&warning, &line);
	real_expect(&line, "success", "me", "s");
	ck_assert(line.said.warning);
	ck_assert_str_eq(line.said.text, "soon over");
	line_result_clear(&line);
	real_run(&expires, &line);
	real_expect(&line, "success", "me", "s");
	ck_assert_str_eq(line.said.location, "the shelf");
	ck_assert_int_eq(line.set.expires_s[ITEM_CLIENT_SECRET], 4102444800);
	line_result_clear(&line);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("host");
	TCase *t = tcase_create("host");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, items);
	tcase_add_loop_test(t, failed_set, 0, ARRAY_SIZE(sets));
	tcase_add_test(t, conflicts);
	tcase_add_test(t, store_sets_nothing);
	tcase_add_test(t, request);
	tcase_add_test(t, tries);
	tcase_add_test(t, run_hangs);
	tcase_add_test(t, files);
	tcase_add_test(t, prompt);
	tcase_add_loop_test(t, prompt_fails, 0, ARRAY_SIZE(refusals));
	tcase_add_test(t, nobody_to_ask);
	tcase_add_test(t, prompt_dies);
	tcase_add_test(t, says);
	suite_add_tcase(s, t);
	return unit_main(s);
}
