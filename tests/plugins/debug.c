/* The debug plugin: answers what its arguments say, and misbehaves on request, as pam_debug(8) does. */
#include "ccred-plugin.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Longer than any deadline of a test, and short enough that a leak does not stay for ever. */
#define LONG_S 120

extern char **environ;

struct debug {
	const struct ccred_host *host;
	const char *id, *secret, *refresh_secret, *text, *count_file, *act; /* of the arguments */
	int result, open;
	long sleep_ms;
};

static int result_of(const char *word)
{
	static const char *const words[] = {
		[CCRED_SUCCESS] = "success",     [CCRED_IGNORE] = "ignore",
		[CCRED_NOT_FOUND] = "not_found", [CCRED_UNAVAILABLE] = "unavailable",
		[CCRED_LOCKED] = "locked",       [CCRED_TRY_AGAIN] = "try_again",
		[CCRED_TIMEOUT] = "timeout",     [CCRED_DENIED] = "denied",
		[CCRED_INVALID] = "invalid",     [CCRED_CONFLICT] = "conflict",
		[CCRED_INTERNAL] = "internal",   [CCRED_CRASHED] = "crashed",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(word, words[i]) == 0)
			return (int)i;
	return (int)strtol(word, NULL, 10);
}

static void sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	while (nanosleep(&t, &t) != 0 && errno == EINTR)
		;
}

static int debug_open(const struct ccred_host *host, struct ccred_tx *tx,
		      const struct ccred_arg *args, size_t nargs, void **ret_self)
{
	struct debug *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return CCRED_INTERNAL;
	self->host = host;
	for (size_t i = 0; i < nargs; i++) {
		const char *name = args[i].name, *value = args[i].value;
		if (strcmp(name, "result") == 0)
			self->result = result_of(value);
		else if (strcmp(name, "open") == 0)
			self->open = result_of(value);
		else if (strcmp(name, "id") == 0)
			self->id = value;
		else if (strcmp(name, "secret") == 0)
			self->secret = value;
		else if (strcmp(name, "refresh-secret") == 0)
			self->refresh_secret = value;
		else if (strcmp(name, "text") == 0)
			self->text = value;
		else if (strcmp(name, "count-file") == 0)
			self->count_file = value;
		else if (strcmp(name, "do") == 0)
			self->act = value;
		else if (strcmp(name, "sleep-ms") == 0)
			self->sleep_ms = strtol(value, NULL, 10);
	}
	if (self->open != CCRED_SUCCESS) {
		int r = self->open;
		if (self->text != NULL)
			host->fail(tx, 0, self->text);
		free(self);
		return r;
	}
	*ret_self = self;
	return CCRED_SUCCESS;
}

/* One write, so that lines of several processes do not mix. */
static int count_call(const struct debug *self, const struct ccred_request *request)
{
	char line[512];
	int fd = open(self->count_file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int n = snprintf(line, sizeof(line), "get profile=%s tenant=%s client_id=%s flags=%u\n",
			 request->profile != NULL ? request->profile : "",
			 request->tenant != NULL ? request->tenant : "",
			 request->client_id != NULL ? request->client_id : "",
			 (unsigned)request->flags);

	if (n >= (int)sizeof(line)) {
		n = sizeof(line);
		line[n - 1] = '\n';
	}
	int r = fd >= 0 && write(fd, line, (size_t)n) == n ? 0 : -1;
	if (fd >= 0)
		close(fd);
	return r;
}

static void do_crash(void)
{
	/* A sanitizer would turn the signal into an exit. */
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
}

static void do_hang(void)
{
	for (;;)
		pause();
}

static void do_busy(void)
{
	for (volatile unsigned long n = 0;; n++)
		;
}

static void do_exit(void)
{
	exit(0);
}

static void do_abort(void)
{
	signal(SIGABRT, SIG_DFL);
	abort();
}

/* Writes garbage to whatever takes it, the host's own answer included. */
static void do_flood(void)
{
	char text[4096];

	memset(text, 'x', sizeof(text));
	for (int fd = 3; fd < 256; fd++)
		while (write(fd, text, sizeof(text)) > 0)
			;
}

static void forge(int fd)
{
	static const char lines[] =
		"\033[2Jgarbage\nclient_id=forged\nclient_secret=forged\nresult=0\n\n";

	(void)!write(fd, lines, sizeof(lines) - 1);
}

static void do_stdout(void)
{
	printf("client_id=forged\nresult=0\n");
	fflush(stdout);
	forge(STDOUT_FILENO);
}

static void do_stderr(void)
{
	forge(STDERR_FILENO);
}

static void do_fork(void)
{
	if (fork() == 0) {
		sleep_ms(LONG_S * 1000L);
		_exit(0);
	}
}

static void do_daemon(void)
{
	if (fork() != 0)
		return;
	setsid();
	if (fork() == 0)
		sleep_ms(LONG_S * 1000L);
	_exit(0);
}

static void do_closefds(void)
{
	for (int fd = 0; fd < 1024; fd++)
		close(fd);
}

static void *run_thread(void *arg)
{
	sleep_ms(LONG_S * 1000L);
	return arg;
}

static void do_thread(void)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, run_thread, NULL) == 0)
		pthread_detach(thread);
}

static void do_umask(void)
{
	umask(0);
	(void)!chdir("/");
	signal(SIGPIPE, SIG_DFL);
}

/* Says the names of the variables that it sees. */
static void say_environ(struct debug *self, struct ccred_tx *tx)
{
	char text[512] = "environ";
	size_t used = strlen(text);

	for (char **e = environ; e != NULL && *e != NULL && used + 1 < sizeof(text); e++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, " %.*s",
					 (int)strcspn(*e, "="), *e);
	self->host->fail(tx, 0, text);
}

/* Says the numbers of the descriptors that it has. */
static void say_descriptors(struct debug *self, struct ccred_tx *tx)
{
	char text[512] = "descriptors";
	size_t used = strlen(text);

	for (int fd = 0; fd < 1024 && used + 1 < sizeof(text); fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			used += (size_t)snprintf(text + used, sizeof(text) - used, " %d", fd);
	self->host->fail(tx, 0, text);
}

static int act(struct debug *self, struct ccred_tx *tx)
{
	static const struct {
		const char *word;
		void (*fn)(void);
	} acts[] = {
		{ "crash", do_crash }, { "hang", do_hang },     { "exit", do_exit },
		{ "flood", do_flood }, { "stdout", do_stdout }, { "stderr", do_stderr },
		{ "fork", do_fork },   { "daemon", do_daemon }, { "closefds", do_closefds },
		{ "abort", do_abort }, { "thread", do_thread }, { "umask", do_umask },
		{ "busy", do_busy },
	};

	for (size_t i = 0; i < ARRAY_SIZE(acts); i++)
		if (strcmp(self->act, acts[i].word) == 0) {
			acts[i].fn();
			return 0;
		}
	if (strcmp(self->act, "environ") == 0) {
		say_environ(self, tx);
		return 0;
	}
	if (strcmp(self->act, "descriptors") == 0) {
		say_descriptors(self, tx);
		return 0;
	}
	self->host->fail(tx, 0, "do= is none of the words it knows");
	return -1;
}

static int debug_get(void *state, struct ccred_tx *tx, const struct ccred_request *request)
{
	struct debug *self = state;
	const char *secret = self->secret;
	int r;

	if (self->count_file != NULL && count_call(self, request) != 0) {
		self->host->fail(tx, errno, "count-file= cannot be written");
		return CCRED_INTERNAL;
	}
	if (self->sleep_ms > 0)
		sleep_ms(self->sleep_ms);
	if ((request->flags & CCRED_REQ_REFRESH) != 0 && self->refresh_secret != NULL)
		secret = self->refresh_secret;
	if (self->text != NULL)
		self->host->fail(tx, 0, self->text);
	if (self->id != NULL && (r = self->host->set(tx, CCRED_ITEM_CLIENT_ID, self->id,
						     strlen(self->id))) != CCRED_SUCCESS)
		return r;
	if (secret != NULL && (r = self->host->set(tx, CCRED_ITEM_CLIENT_SECRET, secret,
						   strlen(secret))) != CCRED_SUCCESS)
		return r;
	if (self->act != NULL && act(self, tx) != 0)
		return CCRED_INTERNAL;
	return self->result;
}

static void debug_close(void *self)
{
	free(self);
}

static const struct ccred_option debug_options[] = {
	{ "result", CCRED_OPT_STRING, 0, "what get answers: a word or a number" },
	{ "open", CCRED_OPT_STRING, 0, "what open answers" },
	{ "id", CCRED_OPT_STRING, 0, "the client id that get sets" },
	{ "secret", CCRED_OPT_STRING, 0, "the secret that get sets" },
	{ "refresh-secret", CCRED_OPT_STRING, 0, "the secret after a refusal" },
	{ "text", CCRED_OPT_STRING, 0, "what it says" },
	{ "sleep-ms", CCRED_OPT_INTEGER, 0, "how long get takes" },
	{ "count-file", CCRED_OPT_PATH, 0, "gets one line a call" },
	{ "do", CCRED_OPT_STRING, 0, "how it misbehaves, or what it reports" },
	{ NULL, 0, 0, NULL },
};

__attribute__((visibility("default"))) const struct ccred_plugin ccred_plugin_v1 = {
	.size = sizeof(struct ccred_plugin),
	.abi_minor = CCRED_ABI_MINOR,
	.name = "debug",
	.version = "1",
	.summary = "answers what its arguments say",
	.options = debug_options,
	.open = debug_open,
	.get = debug_get,
	.close = debug_close,
};
