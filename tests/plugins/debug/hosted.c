/* A plugin that tries the functions of its host, one a call, and says what is not as ccred-plugin.h
 * has it. */
#include "ccred-plugin.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const struct ccred_host *host;
static const char *what, *argument;

/* Says where it went wrong, and ends the try. */
#define MUST(condition) \
	do { \
		if (!(condition)) \
			return said(call, #condition); \
	} while (0)

static int said(struct ccred_call *call, const char *text)
{
	const struct ccred_message m = { .size = sizeof(m), .reason = "wrong", .text = text };

	host->say(call, &m);
	return CCRED_DENIED;
}

static int set(struct ccred_call *call, int item, const char *text)
{
	return host->set(call, item, text, strlen(text));
}

static int pass(struct ccred_call *call)
{
	return set(call, CCRED_ITEM_CLIENT_SECRET, "passed");
}

static void sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		;
}

/* Each item by its own rule. A set that fails is the result, whatever comes behind it: so each is
 * tried alone. */
static int do_items(struct ccred_call *call)
{
	MUST(set(call, CCRED_ITEM_CLIENT_ID, "me") == CCRED_SUCCESS);
	MUST(set(call, CCRED_ITEM_CLIENT_ID, "me") == CCRED_SUCCESS);
	MUST(set(call, CCRED_ITEM_ASSERTION, "e30.e30.") == CCRED_SUCCESS);
	MUST(set(call, CCRED_ITEM_ASSERTION_TYPE, "urn:x") == CCRED_SUCCESS);
	MUST(set(call, CCRED_ITEM_KEY_ID, "k1") == CCRED_SUCCESS);
	MUST(set(call, CCRED_ITEM_ALGORITHM, "ES384") == CCRED_SUCCESS);
	MUST(set(call, CCRED_ITEM_PUBLIC_KEY, "-----BEGIN X\r\n\tp\n") == CCRED_SUCCESS);
	MUST(set(call, CCRED_ITEM_CERTIFICATE, "-----BEGIN C\nc\n") == CCRED_SUCCESS);
	MUST(set(call, CCRED_ITEM_PRIVATE_KEY, "-----BEGIN P\nx%\n") == CCRED_SUCCESS);
	MUST(set(call, CCRED_ITEM_KEY_URI, "pkcs11:object=k") == CCRED_SUCCESS);
	MUST(host->expires(call, CCRED_ITEM_ASSERTION, 4102444800) == CCRED_SUCCESS);
	MUST(host->expires(call, CCRED_ITEM_SIGNATURE, 4102444800) == CCRED_INVALID);
	MUST(host->expires(call, 12, 1) == CCRED_INVALID);
	MUST(host->expires(call, CCRED_ITEM_KEY_ID, 0) == CCRED_INVALID);
	return pass(call);
}

/* argument: ITEM:TEXT, "\n" for a line end. Success in spite of a set that failed. */
static int do_set(struct ccred_call *call)
{
	char text[64];
	int item = (int)strtol(argument, NULL, 10);

	snprintf(text, sizeof(text), "%s", strchr(argument, ':') + 1);
	for (char *p = text; *p != '\0'; p++)
		if (*p == '|')
			*p = '\n';
	(void)set(call, item, text);
	(void)pass(call);
	return CCRED_SUCCESS;
}

static int do_twice(struct ccred_call *call)
{
	MUST(set(call, CCRED_ITEM_CLIENT_SECRET, "one") == CCRED_SUCCESS);
	MUST(set(call, CCRED_ITEM_CLIENT_SECRET, "two") == CCRED_CONFLICT);
	return CCRED_SUCCESS;
}

static int do_request(struct ccred_call *call, const struct ccred_request *q)
{
	MUST(q->size >= sizeof(*q));
	MUST(strcmp(q->profile, "test") == 0);
	MUST(strcmp(q->audience, "https://api.example") == 0);
	MUST(strcmp(q->resources[0], "urn:a") == 0 && strcmp(q->resources[1], "urn:b") == 0);
	MUST(q->resources[2] == NULL);
	MUST(strcmp(q->targets[0], "https://api.example/x") == 0 && q->targets[1] == NULL);
	MUST(strcmp(q->methods_wanted[0], "private_key_jwt") == 0 && q->methods_wanted[1] == NULL);
	MUST(strcmp(q->methods_offered[1], "client_secret_post") == 0);
	MUST(q->methods_offered[2] == NULL);
	MUST(q->issuer == NULL && q->tenant == NULL);
	return pass(call);
}

static void *look(void *arg)
{
	static int64_t left;

	left = host->time_left(arg);
	return &left;
}

static int do_time(struct ccred_call *call)
{
	int64_t left = host->time_left(call);
	pthread_t thread;
	void *seen;

	/* Of 2000 ms, a tenth is for tidying up. */
	MUST(left > 1000 && left <= 1800);
	MUST(pthread_create(&thread, NULL, look, call) == 0);
	MUST(pthread_join(thread, &seen) == 0);
	MUST(*(int64_t *)seen <= left && *(int64_t *)seen > left - 500);
	while (host->time_left(call) > 0)
		sleep_ms(5);
	MUST(host->time_left(call) == 0);
	return pass(call);
}

static int run(struct ccred_call *call, const char *const *argv, const char *input, char *output,
	       size_t size, char *errors, struct ccred_run_answer *answer)
{
	static const char *const env[] = { "LANG=de", "EXTRA=more", NULL };
	const struct ccred_run r = { .size = sizeof(r),
				     .program = argument,
				     .argv = argv,
				     .env = env,
				     .input = input,
				     .input_len = strlen(input),
				     .output = output,
				     .output_size = size,
				     .errors = errors,
				     .errors_size = errors != NULL ? 32 : 0 };

	*answer = (struct ccred_run_answer){ .size = sizeof(*answer) };
	return host->run(call, &r, answer);
}

/* argument: /bin/sh. */
static int do_run(struct ccred_call *call)
{
	const char *const talk[] = { "sh",
				     "-c",
				     "cat; echo \"$LANG $EXTRA $1\"; pwd; echo first >&2; "
				     "echo last >&2; echo >&2; sleep 1000 & exit 7",
				     "sh",
				     "a b*",
				     NULL };
	const char *const dies[] = { "sh", "-c", "kill -TERM $$", NULL };
	const char *const flood[] = { "sh", "-c", "while :; do echo flood; done", NULL };
	const char *const deaf[] = { "sh", "-c", "exec <&-; exit 0", NULL };
	static char large[200000];
	struct ccred_run_answer a;
	char output[64], errors[32];
	size_t len = strlen("in\nde more a b*\n/\n");

	MUST(run(call, talk, "in\n", output, sizeof(output), errors, &a) == CCRED_SUCCESS);
	MUST(a.status == 7 && a.signal == 0);
	MUST(a.output_len == len && memcmp(output, "in\nde more a b*\n/\n", len) == 0);
	MUST(strcmp(a.last_line, "last") == 0);
	MUST(a.errors_len == strlen("first\nlast\n\n") && strcmp(errors, "first\nlast\n\n") == 0);
	MUST(run(call, dies, "", output, sizeof(output), NULL, &a) == CCRED_SUCCESS);
	MUST(a.status == 0 && a.signal == SIGTERM);
	MUST(run(call, flood, "", output, sizeof(output), NULL, &a) == CCRED_INVALID);
	memset(large, 'x', sizeof(large) - 1);
	MUST(run(call, deaf, large, output, sizeof(output), NULL, &a) == CCRED_SUCCESS);
	argument = "/absent/program";
	MUST(run(call, deaf, "", output, sizeof(output), NULL, &a) == CCRED_UNAVAILABLE);
	argument = "bin/sh";
	MUST(run(call, deaf, "", output, sizeof(output), NULL, &a) == CCRED_DENIED);
	argument = "/";
	MUST(run(call, deaf, "", output, sizeof(output), NULL, &a) == CCRED_DENIED);
	MUST(host->run(call, NULL, &a) == CCRED_INTERNAL);
	return pass(call);
}

/* argument: /bin/sh. The children of a run go with it; those that the plugin had before stay. */
static int do_run_children(struct ccred_call *call)
{
	const char *const leaves[] = {
		"sh", "-c",
		"setsid sleep 1000 & echo $!; until [ \"$(ps -o sid= $!)\" -eq $! ]; "
		"do sleep 0.01; done",
		NULL
	};
	struct ccred_run_answer a;
	char output[32] = "";
	pid_t own = fork(), left;

	if (own == 0) {
		sleep_ms(100000);
		_exit(0);
	}
	MUST(run(call, leaves, "", output, sizeof(output) - 1, NULL, &a) == CCRED_SUCCESS);
	left = (pid_t)strtol(output, NULL, 10);
	MUST(left > 1);
	MUST(kill(left, 0) != 0 && errno == ESRCH);
	MUST(kill(own, 0) == 0);
	return pass(call);
}

/* argument: /bin/sh. */
static int do_run_hangs(struct ccred_call *call)
{
	const char *const hangs[] = { "sh", "-c", "sleep 1000", NULL };
	struct ccred_run_answer a;
	char output[8];

	MUST(run(call, hangs, "", output, sizeof(output), NULL, &a) == CCRED_TRY_AGAIN);
	return CCRED_TRY_AGAIN;
}

static int do_prompt(struct ccred_call *call)
{
	int64_t before = host->time_left(call);
	char buffer[16];
	size_t len = 0;

	MUST(host->prompt(call, CCRED_PROMPT_VISIBLE, "Name: ", buffer, sizeof(buffer), &len) ==
	     CCRED_SUCCESS);
	MUST(len == 4 && strcmp(buffer, "name") == 0);
	/* The person took 700 ms of nobody's time. */
	MUST(host->time_left(call) > before - 600);
	MUST(host->prompt(call, CCRED_PROMPT_INFO, "touch the key", NULL, 0, NULL) ==
	     CCRED_SUCCESS);
	MUST(host->prompt(call, 5, "?", buffer, sizeof(buffer), &len) == CCRED_INTERNAL);
	MUST(host->prompt(call, CCRED_PROMPT_HIDDEN, "?", NULL, 0, NULL) == CCRED_INTERNAL);
	MUST(host->prompt(call, CCRED_PROMPT_HIDDEN, "PIN: ", buffer, sizeof(buffer), &len) ==
	     CCRED_SUCCESS);
	/* A slip of the tongue is taken out. */
	said(call, buffer);
	return CCRED_LOCKED;
}

/* argument: the result that is expected. */
static int do_prompt_fails(struct ccred_call *call)
{
	char buffer[4];
	size_t len = 0;

	MUST(host->prompt(call, CCRED_PROMPT_HIDDEN, "PIN: ", buffer, sizeof(buffer), &len) ==
	     (int)strtol(argument, NULL, 10));
	return pass(call);
}

static void *end_process(void *arg)
{
	sleep_ms(100);
	_exit(0);
	return arg;
}

/* It is gone before the person has answered. */
static int do_prompt_dies(struct ccred_call *call)
{
	char buffer[16];
	pthread_t thread;
	size_t len;

	MUST(pthread_create(&thread, NULL, end_process, NULL) == 0);
	return host->prompt(call, CCRED_PROMPT_HIDDEN, "PIN: ", buffer, sizeof(buffer), &len);
}

/* argument: a file that may be used. */
static int do_files(struct ccred_call *call)
{
	int fd = -1;

	MUST(host->check_file(call, argument, 0) == CCRED_SUCCESS);
	MUST(host->open_file(call, argument, 0, &fd) == CCRED_SUCCESS && fd >= 0);
	close(fd);
	MUST(host->check_file(call, "/absent", 0) == CCRED_NOT_FOUND);
	MUST(host->check_file(call, "relative", 0) == CCRED_DENIED);
	MUST(host->check_file(call, "/", 0) == CCRED_SUCCESS);
	MUST(host->check_file(call, "/dev/null", 0) == CCRED_DENIED);
	MUST(host->open_file(call, "/absent", 0, &fd) == CCRED_NOT_FOUND);
	return pass(call);
}

/* argument: a file that may not be used; the reason is said. */
static int do_unsafe(struct ccred_call *call)
{
	int fd = -1, r = host->open_file(call, argument, CCRED_OPEN_SHARED_MODE, &fd);

	if (r == CCRED_SUCCESS) {
		close(fd);
		r = host->check_file(call, argument, CCRED_OPEN_SHARED_MODE);
	}
	return r;
}

static int hosted_open(const struct ccred_host *h, struct ccred_call *call,
		       const struct ccred_arg *const *args, void **ret_self)
{
	(void)ret_self;
	host = h;
	for (; *args != NULL; args++) {
		if (strcmp((*args)->name, "do") == 0)
			what = (*args)->value;
		else if (strcmp((*args)->name, "argument") == 0)
			argument = (*args)->value;
	}
	return what != NULL ? CCRED_SUCCESS : said(call, "do= is missing");
}

static int hosted_get(void *self, struct ccred_call *call, const struct ccred_request *request)
{
	static const struct {
		const char *word;
		int (*fn)(struct ccred_call *call);
	} tries[] = {
		{ "items", do_items },
		{ "set", do_set },
		{ "twice", do_twice },
		{ "time", do_time },
		{ "run", do_run },
		{ "run-children", do_run_children },
		{ "run-hangs", do_run_hangs },
		{ "prompt", do_prompt },
		{ "prompt-fails", do_prompt_fails },
		{ "prompt-dies", do_prompt_dies },
		{ "files", do_files },
		{ "unsafe", do_unsafe },
	};

	(void)self;
	if (strcmp(what, "request") == 0)
		return do_request(call, request);
	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]); i++)
		if (strcmp(tries[i].word, what) == 0)
			return tries[i].fn(call);
	return said(call, "do= is none of the words it knows");
}

/* A store that sets something is refused for it. */
static int hosted_store(void *self, struct ccred_call *call, const struct ccred_request *request)
{
	(void)self;
	(void)request;
	return pass(call) == CCRED_INVALID ? CCRED_SUCCESS : CCRED_INTERNAL;
}

CCRED_PLUGIN_EXPORT const struct ccred_plugin ccred_module_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "hosted",
	.open = hosted_open,
	.get = hosted_get,
	.store = hosted_store,
};
