/* The talk with ccred-acquire: answers, prompts, and every way that it can end. */
#include "base/clock.h"
#include "client/converse.h"
#include "lib/unit.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/* What the person does. */
static struct {
	enum result result;
	const char *answer;
	int takes_ms;
	int asked;
} person;

static struct acquired acquired;
static struct err failure, err;

static void setup(void)
{
	person.result = RESULT_SUCCESS;
	person.answer = "1234";
	person.takes_ms = person.asked = 0;
	acquired = (struct acquired){ 0 };
	failure = err = (struct err){ 0 };
}

static void teardown(void)
{
	acquired_clear(&acquired);
}

static enum result prompt(void *arg, int style, const char *text, char *buffer, size_t size,
			  size_t *ret_len)
{
	size_t len = strlen(person.answer);

	ck_assert_ptr_eq(arg, &person);
	ck_assert_int_eq(style, CCRED_PROMPT_HIDDEN);
	ck_assert_str_eq(text, "PIN, 100%:\nhere");
	person.asked++;
	clock_sleep(person.takes_ms);
	if (person.result != RESULT_SUCCESS)
		return person.result;
	if (len > size)
		return RESULT_INVALID;
	memcpy(buffer, person.answer, len);
	*ret_len = len;
	return RESULT_SUCCESS;
}

static const struct client asked = { .prompt = prompt, .arg = &person };
static const struct client nobody = { .prompt = NULL };

/* Returns as converse, or 0 and what wire_take_answer made of the answer. */
static int talk(const struct client *client, const char *operation, const char *size, int64_t ms)
{
	struct proc_spec spec = { .path = FAKE_ACQUIRE };
	struct acquire_request rq = { .operation = operation, .url = size, .trace_fd = -1 };
	struct buf request = BUF_SECRET(0), answer = BUF_SECRET(WIRE_MESSAGE_MAX + 1);
	int r;

	rq.deadline_ms = clock_ms() + ms;
	wire_put_request(&rq, &request);
	r = converse(client, &spec, &request, rq.deadline_ms, &answer, &err);
	if (r == 0)
		r = wire_take_answer(&answer, &acquired, &failure, &err);
	buf_free(&request);
	buf_free(&answer);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
	return r;
}

START_TEST(answered)
{
	ck_assert_int_eq(talk(&asked, "ask", "10", 5000), 0);
	ck_assert_str_eq(buf_str(&acquired.report), "0 1234");
	ck_assert_int_eq(person.asked, 1);
	acquired_clear(&acquired);
	person.answer = "";
	ck_assert_int_eq(talk(&asked, "ask", "10", 5000), 0);
	ck_assert_str_eq(buf_str(&acquired.report), "0 ");
	acquired_clear(&acquired);
	person.answer = "a%20\tb\x7f";
	ck_assert_int_eq(talk(&asked, "ask", "10", 5000), 0);
	ck_assert_str_eq(buf_str(&acquired.report), "0 a%20\tb\x7f");
}
END_TEST

START_TEST(not_answered)
{
	static const enum result results[] = { RESULT_LOCKED, RESULT_DENIED, RESULT_INVALID,
					       RESULT_INTERNAL };
	char expected[16];

	for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
		person.result = results[i];
		snprintf(expected, sizeof(expected), "%d ", (int)results[i]);
		ck_assert_int_eq(talk(&asked, "ask", "10", 5000), 0);
		ck_assert_str_eq(buf_str(&acquired.report), expected);
		acquired_clear(&acquired);
	}
	person.result = RESULT_SUCCESS;
	snprintf(expected, sizeof(expected), "%d ", RESULT_INVALID);
	ck_assert_int_eq(talk(&asked, "ask", "3", 5000), 0);
	ck_assert_str_eq(buf_str(&acquired.report), expected);
	acquired_clear(&acquired);
	snprintf(expected, sizeof(expected), "%d ", RESULT_LOCKED);
	ck_assert_int_eq(talk(&nobody, "ask", "10", 5000), 0);
	ck_assert_str_eq(buf_str(&acquired.report), expected);
}
END_TEST

/* The person takes longer than all the time that there is. */
START_TEST(deadlines_stand_still)
{
	person.takes_ms = 1500;
	ck_assert_msg(talk(&asked, "ask", "10", 500) == 0, "%s", err.text);
	ck_assert_str_eq(buf_str(&acquired.report), "0 1234");
	ck_assert_int_ge(acquired.expires_s, 1500);
	ck_assert_int_lt(acquired.expires_s, 60000);
}
END_TEST

START_TEST(failed)
{
	ck_assert_int_eq(talk(&nobody, "fail", NULL, 5000), 0);
	ck_assert_int_eq(failure.code, EXIT_UNAVAILABLE);
	ck_assert_str_eq(failure.text, "100% of it fails");
	ck_assert_str_eq(failure.reason, "unreachable");
	ck_assert_str_eq(failure.fix, "ccred doctor");
	ck_assert_uint_eq(acquired.warnings.len, sizeof("first\0second\nline"));
	ck_assert_mem_eq(acquired.warnings.data, "first\0second\nline", acquired.warnings.len);
}
END_TEST

START_TEST(no_answer)
{
	int64_t begin = clock_ms();

	ck_assert_int_eq(talk(&nobody, "end", NULL, 5000), EXIT_SOFTWARE);
	ck_assert_str_eq(err.text, "ccred-acquire ended without an answer");
	ck_assert_int_eq(talk(&nobody, "unloadable", NULL, 5000), EXIT_OS);
	ck_assert_str_eq(err.reason, "library_missing");
	ck_assert_ptr_nonnull(strstr(err.text, "cannot load its libraries: "));
	ck_assert_int_eq(talk(&nobody, "die", NULL, 5000), EXIT_SOFTWARE);
	ck_assert_str_eq(err.reason, "acquire_died");
	ck_assert_int_eq(talk(&nobody, "flood", NULL, 5000), EXIT_SOFTWARE);
	ck_assert_str_eq(err.text, "ccred-acquire answered too much");
	ck_assert_int_eq(talk(&nobody, "hang", NULL, 300), EXIT_TEMPFAIL);
	ck_assert_int_lt(clock_ms() - begin, 20000);
}
END_TEST

/* The answer is not too long: there is no room for it. */
START_TEST(no_room)
{
	struct proc_spec spec = { .path = FAKE_ACQUIRE };
	struct acquire_request rq = { .operation = "fail", .trace_fd = -1 };
	struct buf request = BUF_SECRET(0), answer = { .max = 8 };

	rq.deadline_ms = clock_ms() + 5000;
	wire_put_request(&rq, &request);
	ck_assert_int_eq(converse(&nobody, &spec, &request, rq.deadline_ms, &answer, &err),
			 EXIT_OS);
	ck_assert_str_eq(err.reason, "no_memory");
	buf_free(&request);
	buf_free(&answer);
}
END_TEST

/* A caller that has closed its standard descriptors may open files of its own there. */
static enum result low_prompt(void *arg, int style, const char *text, char *buffer, size_t size,
			      size_t *ret_len)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			return RESULT_INTERNAL;
	return prompt(arg, style, text, buffer, size, ret_len);
}

START_TEST(standard_descriptors)
{
	static const struct client low = { .prompt = low_prompt, .arg = &person };

	for (int fd = 0; fd <= 2; fd++)
		close(fd);
	ck_assert_int_eq(talk(&low, "ask", "10", 5000), 0);
	ck_assert_str_eq(buf_str(&acquired.report), "0 1234");
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("converse");
	TCase *t = tcase_create("converse");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, answered);
	tcase_add_test(t, not_answered);
	tcase_add_test(t, deadlines_stand_still);
	tcase_add_test(t, failed);
	tcase_add_test(t, no_answer);
	tcase_add_test(t, no_room);
	tcase_add_test(t, standard_descriptors);
	suite_add_tcase(suite, t);
	return unit_main(suite);
}
