/* The verdict against its oracle: the same stacks as service files of pam_debug.so, run by
 * Linux-PAM. */
#include "stack/verdict.h"
#include "lib/unit.h"
#include "stack/lines.h"
#include "lib/temp.h"

#include <security/pam_appl.h>
#include <sys/mman.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_LINES 3

/* A result of ours, and the value of PAM's that means the same to its four controls. */
static const struct {
	int result;
	const char *pam;
} answers[] = {
	{ RESULT_SUCCESS, "success" },
	{ RESULT_IGNORE, "ignore" },
	{ RESULT_NOT_FOUND, "user_unknown" },
	{ RESULT_DENIED, "auth_err" },
};
#define N_KINDS (ARRAY_SIZE(four_controls) * ARRAY_SIZE(answers)) /* of lines */

struct outcome {
	bool success;
	unsigned calls;
};

static int no_conversation(int n, const struct pam_message **messages, struct pam_response **answer,
			   void *arg)
{
	(void)n;
	(void)messages;
	(void)answer;
	(void)arg;
	return PAM_CONV_ERR;
}

/* What Linux-PAM makes of the stack: kinds are control * 4 + answer. */
static struct outcome ask_pam(const char *dir, int counter, const unsigned *kinds, unsigned n)
{
	struct pam_conv conv = { no_conversation, NULL };
	pam_handle_t *handle = NULL;
	char text[2048];
	size_t used = 0;

	for (unsigned i = 0; i < n; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "auth [default=ignore] %s/plugindir/pam_count.so fd=%d\n"
					 "auth %s pam_debug.so auth=%s\n",
					 TEST_BUILDDIR, counter,
					 four_controls[kinds[i] / ARRAY_SIZE(answers)],
					 answers[kinds[i] % ARRAY_SIZE(answers)].pam);
	ck_assert_uint_lt(used, sizeof(text));
	temp_write(dir, "stack", text, used, 0600);
	ck_assert_int_eq(ftruncate(counter, 0), 0);
	ck_assert_int_eq(lseek(counter, 0, SEEK_SET), 0);
	ck_assert_int_eq(pam_start_confdir("stack", "somebody", &conv, dir, &handle), PAM_SUCCESS);
	int r = pam_authenticate(handle, PAM_SILENT);
	ck_assert_int_eq(pam_end(handle, r), PAM_SUCCESS);
	return (struct outcome){ r == PAM_SUCCESS, (unsigned)lseek(counter, 0, SEEK_CUR) };
}

/* What we make of it, the bundle being complete all along: PAM knows none. */
static struct outcome ask_verdict(const unsigned *kinds, unsigned n)
{
	struct verdict v = VERDICT_INIT;
	struct outcome o = { .calls = 0 };
	bool ended = false;

	while (o.calls < n && !ended) {
		unsigned kind = kinds[o.calls++];
		struct control control = control_of(four_controls[kind / ARRAY_SIZE(answers)]);
		ended = verdict_step(&v, &control, answers[kind % ARRAY_SIZE(answers)].result,
				     true);
	}
	o.success = verdict_end(&v, true) == RESULT_SUCCESS;
	return o;
}

static void describe(const unsigned *kinds, unsigned n, char *out, size_t size)
{
	size_t used = 0;

	for (unsigned i = 0; i < n; i++)
		used += (size_t)snprintf(
			out + used, size - used, " %s:%s",
			four_controls[kinds[i] / ARRAY_SIZE(answers)],
			result_name(answers[kinds[i] % ARRAY_SIZE(answers)].result));
}

/* Every stack of one, two or three lines whose first line is of kind _i. */
START_TEST(agrees)
{
	unsigned kinds[MAX_LINES] = { (unsigned)_i }, stacks = 0, successes = 0;
	int counter = memfd_create("calls", 0); /* goes on into the module's own write */
	char dir[TEMP_SIZE], text[256];

	ck_assert_int_ge(counter, 0);
	temp_make(dir);
	for (unsigned n = 1, combinations = 1; n <= MAX_LINES; n++, combinations *= N_KINDS)
		for (unsigned c = 0; c < combinations; c++) {
			kinds[1] = c % N_KINDS;
			kinds[2] = c / N_KINDS;
			struct outcome pam = ask_pam(dir, counter, kinds, n);
			struct outcome own = ask_verdict(kinds, n);
			describe(kinds, n, text, sizeof(text));
			ck_assert_msg(pam.success == own.success && pam.calls == own.calls,
				      "%s: PAM %s after %u calls, we %s after %u", text,
				      pam.success ? "succeeds" : "fails", pam.calls,
				      own.success ? "succeed" : "fail", own.calls);
			stacks++;
			successes += pam.success;
		}
	temp_remove(dir);
	close(counter);
	/* An oracle that runs nothing agrees with anything. */
	ck_assert_uint_eq(stacks, 1 + N_KINDS + N_KINDS * N_KINDS);
	bool fails = _i / ARRAY_SIZE(answers) < 2 && _i % ARRAY_SIZE(answers) >= 2;
	ck_assert_int_eq(successes > 0, !fails);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("pam");
	TCase *t = tcase_create("pam");

	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, agrees, 0, N_KINDS);
	suite_add_tcase(s, t);
	return unit_main(s);
}
