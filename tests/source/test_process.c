/* The two processes of a line: signatures over a process that stays, and what is left when its
 * caller dies. */
#include "base/limits.h"
#include "base/proc.h"
#include "lib/temp.h"
#include "lib/unit.h"
#include "source/real.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

static char dir[TEMP_SIZE];

static void setup(void)
{
	temp_make(dir);
	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
}

static void teardown(void)
{
	proc_kill_children(PROC_SPARE_NONE, NULL);
	temp_remove(dir);
}

static void set_up(const char *act, const char *closed, struct real *real)
{
	*real = (struct real){ .plugin = "signer",
			       .args = { { "do", act }, { "closed", closed } },
			       .keep_signer = true };
}

/* What was signed, by its bytes backwards. */
static void signs(struct source_process *p, const char *data, const char *wanted)
{
	struct secret *signature = NULL;
	struct err err = { 0 };
	int64_t paused = -1;

	ck_assert_msg(source_sign(p, "XS256", data, strlen(data), clock_ms() + 10000, &signature,
				  &paused, &err) == 0,
		      "%s", err.text);
	ck_assert_str_eq(signature->data, wanted);
	ck_assert_int_eq(paused, 0);
	secret_free(&signature);
}

START_TEST(signatures)
{
	char closed[TEMP_SIZE + 16];
	struct line_result line;
	struct real real;

	snprintf(closed, sizeof(closed), "%s/closed", dir);
	set_up("", closed, &real);
	real_run(&real, &line);
	real_expect(&line, "success", "me", NULL);
	ck_assert_str_eq(real_text(line.set.items[ITEM_ALGORITHM]), "XS256");
	ck_assert_ptr_nonnull(line.process);
	/* The same process: it counts. */
	signs(line.process, "abc", "1cba");
	signs(line.process, "a%\nb", "2b\n%a");
	ck_assert_int_ne(access(closed, F_OK), 0);
	line_result_clear(&line);
	ck_assert_int_eq(access(closed, F_OK), 0);
	ck_assert_ptr_null(line.process);
}
END_TEST

/* Nobody has asked for it to stay, or it has a secret besides. */
START_TEST(does_not_stay)
{
	char closed[TEMP_SIZE + 16];
	struct line_result line;
	struct real real;

	snprintf(closed, sizeof(closed), "%s/closed", dir);
	set_up("", closed, &real);
	real.keep_signer = false;
	real_run(&real, &line);
	real_expect(&line, "success", "me", NULL);
	ck_assert_ptr_null(line.process);
	ck_assert_int_eq(access(closed, F_OK), 0);
	line_result_clear(&line);
	set_up("secret", closed, &real);
	real_run(&real, &line);
	real_expect(&line, "success", "me", "s");
	ck_assert_ptr_null(line.process);
	line_result_clear(&line);
}
END_TEST

static const struct {
	const char *act;
	int code;
	const char *reason, *text;
} failures[] = {
	{ "denied", EXIT_DENIED, "key_refuses", "signer: the key is worn out" },
	{ "crash", EXIT_SOFTWARE, "plugin_crashed", "signer: it crashed (Segmentation fault)" },
	{ "hang", EXIT_TEMPFAIL, "plugin_timeout", "signer: no answer within " },
	{ "nothing", EXIT_SOFTWARE, "plugin_broken", "signer: it answered success, and set no" },
};

START_TEST(sign_fails)
{
	struct secret *signature = NULL;
	struct err err = { 0 };
	struct line_result line;
	struct real real;

	set_up(failures[_i].act, NULL, &real);
	real.args[1].name = NULL;
	real_run(&real, &line);
	ck_assert_ptr_nonnull(line.process);
	ck_assert_int_eq(
		source_sign(line.process, "XS256", "abc", 3,
			    clock_ms() + (strcmp(failures[_i].act, "hang") == 0 ? 500 : 10000),
			    &signature, NULL, &err),
		failures[_i].code);
	ck_assert_ptr_null(signature);
	ck_assert_int_eq(err.code, failures[_i].code);
	ck_assert_str_eq(err.reason, failures[_i].reason);
	ck_assert_msg(strncmp(err.text, failures[_i].text, strlen(failures[_i].text)) == 0, "%s",
		      err.text);
	line_result_clear(&line);
}
END_TEST

static enum result type_pin(void *arg, int style, const char *text, char *buffer, size_t size,
			    size_t *ret_len)
{
	unsigned *asked = arg;

	ck_assert_int_eq(style, CCRED_PROMPT_HIDDEN);
	ck_assert_str_eq(text, "signer: PIN: ");
	ck_assert_uint_gt(size, 5);
	(*asked)++;
	memcpy(buffer, "-7-", 4);
	*ret_len = 3;
	return RESULT_SUCCESS;
}

/* The PIN is asked for once. */
START_TEST(one_pin)
{
	unsigned asked = 0;
	struct line_result line;
	struct real real;

	set_up("", "/nowhere/x", &real);
	real.prompt = type_pin;
	real.prompt_arg = &asked;
	real_run(&real, &line);
	ck_assert_ptr_nonnull(line.process);
	signs(line.process, "abc", "1-7-cba");
	signs(line.process, "abc", "2-7-cba");
	ck_assert_uint_eq(asked, 1);
	line_result_clear(&line);
}
END_TEST

static bool has_algorithm(const struct credential *c, const void *arg)
{
	(void)arg;
	return c->items[ITEM_ALGORITHM] != NULL;
}

/* Of a stack, the process of the line that supplied the key stays, and no other. */
/* Binds the profile's lines, which were changed. */
static void rebind(const struct real *real, struct real_profile *p)
{
	struct err err = { 0 };

	bind_free(&p->bound);
	ck_assert_int_eq(bind_profile(&p->profile, real_value, &real->vars, &p->bound, &err), 0);
	p->request.bound = p->bound;
}

START_TEST(signer_of_a_stack)
{
	struct stack_outcome outcome;
	struct source lines[2];
	struct real_profile p;
	struct err err = { 0 };
	struct real real;

	set_up("", "/nowhere/x", &real);
	real_set_up(&real, &p);
	lines[0] = lines[1] = p.source;
	lines[0].control_text = lines[1].control_text = (char *)(uintptr_t) "required";
	p.profile.sources = lines;
	p.profile.nsources = 2;
	rebind(&real, &p);
	p.request.complete = has_algorithm;
	ck_assert_msg(stack_run(&p.request, run_source, &outcome, &err) == 0, "%s", err.text);
	ck_assert_ptr_eq(outcome.credential.from[ITEM_ALGORITHM], &lines[0]);
	ck_assert_ptr_nonnull(outcome.signer);
	signs(outcome.signer, "xyz", "1zyx");
	stack_outcome_clear(&outcome);
	ck_assert_ptr_null(outcome.signer);
	/* A stack that fails keeps none. */
	lines[1].plugin = (char *)(uintptr_t) "absent";
	rebind(&real, &p);
	ck_assert_int_ne(stack_run(&p.request, run_source, &outcome, &err), 0);
	stack_outcome_clear(&outcome);
	real_clear(&p);
}
END_TEST

/* Counts the processes of this session of tests whose environment, command or group tells that they
 * are ours. */
static bool is_alive(pid_t pid)
{
	char path[64], state = 'Z';
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	if ((f = fopen(path, "re")) == NULL)
		return false;
	ck_assert_int_ge(fscanf(f, "%*d (%*[^)]) %c", &state), 0);
	ck_assert_int_eq(fclose(f), 0);
	return state != 'Z';
}

static pid_t read_pid(const char *path)
{
	FILE *f = fopen(path, "re");
	long pid = 0;

	if (f != NULL && fscanf(f, "%ld", &pid) != 1)
		pid = 0;
	if (f != NULL)
		ck_assert_int_eq(fclose(f), 0);
	return (pid_t)pid;
}

static void gone(const char *name)
{
	pid_t pid = 0;

	for (int i = 0; i < 1000 && (pid = read_pid(temp_path(dir, name))) <= 1; i++)
		clock_sleep(10);
	ck_assert_int_gt(pid, 1);
	for (int i = 0; i < 1000 && is_alive(pid); i++)
		clock_sleep(10);
	ck_assert_msg(!is_alive(pid), "%s is still there", name);
}

/* A caller that is killed while its plugin hangs: the constructor's child and the one in a session
 * of its own go. */
START_TEST(caller_dies)
{
	struct real real = { .plugin = "offspring", .args = { { "dir", dir } }, .ms = 60000 };
	struct line_result line;
	pid_t caller = fork();

	ck_assert_int_ge(caller, 0);
	if (caller == 0) {
		/* Not even as our own children would they be found, were it not for the outer
		 * process. */
		real_run(&real, &line);
		_exit(0);
	}
	for (int i = 0; i < 1000 && access(temp_path(dir, "hangs"), F_OK) != 0; i++)
		clock_sleep(10);
	ck_assert_int_eq(access(temp_path(dir, "hangs"), F_OK), 0);
	ck_assert_int_eq(kill(caller, SIGKILL), 0);
	ck_assert_int_eq(waitpid(caller, NULL, 0), caller);
	gone("constructor");
	gone("session");
	gone("hangs");
}
END_TEST

/* The same when the plugin's time is over, and when it answers. */
START_TEST(nobody_stays)
{
	static const char *const acts[] = { "hang", "answer", "crash" };

	for (size_t i = 0; i < ARRAY_SIZE(acts); i++) {
		struct real real = { .plugin = "offspring",
				     .args = { { "dir", dir }, { "do", acts[i] } },
				     .ms = i == 0 ? 1000 : 30000 };
		struct line_result line;

		real_run(&real, &line);
		ck_assert_str_eq(result_name((int)line.result), i == 0   ? "timeout"
								: i == 1 ? "success"
									 : "crashed");
		line_result_clear(&line);
		ck_assert(!is_alive(read_pid(temp_path(dir, "constructor"))));
		ck_assert(!is_alive(read_pid(temp_path(dir, "session"))));
	}
}
END_TEST

/* A plugin that stops the process that runs it gains no time. */
START_TEST(stopped)
{
	struct real real = { .plugin = "debug", .args = { { "do", "stopparent" } }, .ms = 500 };
	struct line_result line;
	int64_t begin = clock_ms();

	real_run(&real, &line);
	real_expect(&line, "timeout", NULL, NULL);
	ck_assert_int_lt(clock_ms() - begin, 10000);
}
END_TEST

/* What a plugin writes to the socket of its host, and what becomes of it. padded: with a last value
 * that is too long. */
static const struct {
	const char *lines, *result, *id, *says, *reason;
	bool padded;
} forged[] = {
	{ "client_id=me|client_secret=s|result=success", "success", "me", NULL, "" },
	/* The rule of each item: length, bytes, once, and a time. */
	{ "client_id=a%0ab|result=success", "invalid", NULL, "malformed", "item_invalid" },
	{ "client_id=|result=success", "invalid", NULL, "malformed", "item_invalid" },
	{ "client_id=\xff|result=success", "invalid", NULL, "malformed", "item_invalid" },
	{ "result=success|client_id=", "invalid", NULL, "malformed", "item_invalid", true },
	{ "client_id=a|client_id=b|result=success", "invalid", NULL, "malformed", "item_invalid" },
	{ "client_id=a|client_id_expires=-1|result=success", "invalid", NULL, "malformed",
	  "item_invalid" },
	{ "client_id=a|client_id_expires=soon|result=success", "invalid", NULL, "malformed",
	  "item_invalid" },
	{ "client_id=a|signature=b|result=success", "invalid", NULL, "malformed", "item_invalid" },
	/* Results that are none, and a message that is none. */
	{ "client_id=a|result=", "internal", NULL, NULL, "" },
	{ "client_id=a|result=0", "internal", NULL, NULL, "" },
	{ "client_id=a", "crashed", NULL, "too much", "plugin_crashed" },
	{ "garbage", "crashed", NULL, "key=value", "malformed_message" },
	{ "client_id=a%0|result=success", "crashed", NULL, "escaped", "malformed_message" },
	/* What it says: a word, no control bytes, and a command only as it is. */
	{ "reason=It is|text=a%1b[2J\xe2\x80\xae|fix=rm%0a-r|severity=9|location=%07|result=denied",
	  "denied", NULL, "a\\x1b[2J\\xe2\\x80\\xae", "" },
	{ "reason=own_word|result=denied|fix=", "denied", NULL, "", "own_word", true },
	/* A question by a plugin that offers none is not put to a person. The process that asked is
	 * killed, or ends, whichever comes first. */
	{ "prompt=1|text=PIN:", "crashed", NULL, NULL, "plugin_crashed" },
};

static enum result nobody(void *arg, int style, const char *text, char *buffer, size_t size,
			  size_t *ret_len)
{
	(void)arg;
	(void)buffer;
	(void)size;
	(void)ret_len;
	ck_abort_msg("asked %d: %s", style, text);
	return RESULT_DENIED;
}

START_TEST(forgery)
{
	struct buf lines = BUF_INIT;
	struct line_result line;

	buf_puts(&lines, forged[_i].lines);
	for (size_t i = 0; i < LIMIT_CLIENT_ID + 1 && forged[_i].padded; i++)
		buf_putc(&lines, 'x');
	real_run(&(struct real){ .plugin = "forger",
				 .args = { { "lines", buf_str(&lines) } },
				 .prompt = nobody },
		 &line);
	real_expect(&line, forged[_i].result, forged[_i].id, forged[_i].id != NULL ? "s" : NULL);
	ck_assert_str_eq(line.said.reason, forged[_i].reason);
	if (forged[_i].says != NULL)
		real_says(&line, forged[_i].says);
	ck_assert_str_eq(line.said.fix, "");
	line_result_clear(&line);
	buf_free(&lines);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("process");
	TCase *t = tcase_create("process");

	tcase_set_timeout(t, 120);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, signatures);
	tcase_add_test(t, does_not_stay);
	tcase_add_loop_test(t, sign_fails, 0, ARRAY_SIZE(failures));
	tcase_add_test(t, one_pin);
	tcase_add_test(t, signer_of_a_stack);
	tcase_add_loop_test(t, forgery, 0, ARRAY_SIZE(forged));
	tcase_add_test(t, caller_dies);
	tcase_add_test(t, nobody_stays);
	tcase_add_test(t, stopped);
	suite_add_tcase(s, t);
	return unit_main(s);
}
