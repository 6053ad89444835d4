/* How the debug plugin misbehaves, and what it reports of its surroundings. */
#include "debug.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Longer than any deadline of a test, and short enough that a leak does not stay for ever. */
#define LONG_S 120

extern char **environ;

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
		sleep(LONG_S);
		_exit(0);
	}
}

static void do_daemon(void)
{
	pid_t pid = fork();

	if (pid != 0) {
		/* Once it has ended, the other is in a session where no kill of our group finds
		 * it. */
		waitpid(pid, NULL, 0);
		return;
	}
	setsid();
	if (fork() == 0)
		sleep(LONG_S);
	_exit(0);
}

static void do_hangdaemon(void)
{
	do_daemon();
	do_hang();
}

static void do_crashdaemon(void)
{
	do_daemon();
	do_crash();
}

/* Its host: the process that keeps the time. */
static void do_killparent(void)
{
	kill(getppid(), SIGKILL);
	do_hang();
}

static void do_stopparent(void)
{
	kill(getppid(), SIGSTOP);
	do_hang();
}

static void do_closefds(void)
{
	for (int fd = 0; fd < 1024; fd++)
		close(fd);
}

static void *run_thread(void *arg)
{
	sleep(LONG_S);
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
static void say_environ(const struct ccred_host *host, struct ccred_call *call)
{
	char text[512] = "environ";
	size_t used = strlen(text);

	for (char **e = environ; e != NULL && *e != NULL && used + 1 < sizeof(text); e++)
		used += (size_t)snprintf(text + used, sizeof(text) - used, " %.*s",
					 (int)strcspn(*e, "="), *e);
	host->say(call, &(struct ccred_message){ .size = sizeof(struct ccred_message),
						 .severity = CCRED_INFO,
						 .text = text });
}

/* Says the numbers of the descriptors that it has. */
static void say_descriptors(const struct ccred_host *host, struct ccred_call *call)
{
	char text[512] = "descriptors";
	size_t used = strlen(text);

	for (int fd = 0; fd < 1024 && used + 1 < sizeof(text); fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			used += (size_t)snprintf(text + used, sizeof(text) - used, " %d", fd);
	host->say(call, &(struct ccred_message){ .size = sizeof(struct ccred_message),
						 .severity = CCRED_INFO,
						 .text = text });
}

int debug_act(const struct ccred_host *host, struct ccred_call *call, const char *word)
{
	static const struct {
		const char *word;
		void (*fn)(void);
	} acts[] = {
		{ "crash", do_crash },
		{ "hang", do_hang },
		{ "exit", do_exit },
		{ "flood", do_flood },
		{ "stdout", do_stdout },
		{ "stderr", do_stderr },
		{ "fork", do_fork },
		{ "daemon", do_daemon },
		{ "closefds", do_closefds },
		{ "abort", do_abort },
		{ "thread", do_thread },
		{ "umask", do_umask },
		{ "busy", do_busy },
		{ "killparent", do_killparent },
		{ "hangdaemon", do_hangdaemon },
		{ "crashdaemon", do_crashdaemon },
		{ "stopparent", do_stopparent },
	};

	for (size_t i = 0; i < ARRAY_SIZE(acts); i++)
		if (strcmp(word, acts[i].word) == 0) {
			acts[i].fn();
			return 0;
		}
	if (strcmp(word, "environ") == 0) {
		say_environ(host, call);
		return 0;
	}
	if (strcmp(word, "descriptors") == 0) {
		say_descriptors(host, call);
		return 0;
	}
	host->log(call, "do= is none of the words it knows");
	return -1;
}
