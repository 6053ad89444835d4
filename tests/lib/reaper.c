/*
 * Runs a test in a session of its own and takes in what it leaves behind: an orphan of the test
 * becomes our child, where the test sees that it is its own, and does not outlive us.
 */
#include "base/proc.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile sig_atomic_t ended;

static void on_signal(int number)
{
	ended = number;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_signal };
	int status = 0;
	pid_t test, pid;

	if (argc < 2 || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0 || (test = fork()) < 0) {
		fputs("usage: reaper COMMAND...\n", stderr);
		return 99;
	}
	if (test == 0) {
		setsid();
		execvp(argv[1], argv + 1);
		_exit(99);
	}
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	while ((pid = waitpid(-1, &status, 0)) != test) {
		if (pid < 0 && errno == EINTR && ended != 0)
			kill(test, SIGTERM);
		else if (pid < 0 && errno != EINTR)
			return 99;
	}
	proc_kill_children(PROC_SPARE_NONE, NULL);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
