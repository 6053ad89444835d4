/*
 * The main of ccred-source: two processes. The inner one runs the plugin. The outer one keeps the time, and kills
 * what the plugin has started, whoever started it and whatever becomes of the caller.
 */
#include "base/banned.h"
#include "base/fs.h"
#include "base/proc.h"
#include "source/inner.h"
#include "source/outer.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

static void become_inner(int socket, pid_t outer)
{
	sigset_t none;

	(void)setpgid(0, 0);
	/* The outer process may have died before the request reached the kernel. */
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
	if (getppid() != outer)
		_exit(EXIT_OS);
	/* For host->run, whose programs' children are killed with them. */
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	(void)signal(SIGCHLD, SIG_DFL);
	(void)signal(SIGTERM, SIG_DFL);
	(void)signal(SIGINT, SIG_DFL);
	(void)signal(SIGQUIT, SIG_DFL);
	sigemptyset(&none);
	(void)sigprocmask(SIG_SETMASK, &none, NULL);
	inner_run(socket);
}

int main(int argc, char **argv)
{
	int pair[2] = { -1, -1 };
	struct err err = { 0 };
	pid_t inner, outer = getpid();
	int r;

	(void)argv;
	if ((r = proc_harden(argc, PROC_HELPER, &err)) != 0)
		return r;
	/* A caller that dies closes its end of descriptor 0; this is for one that has handed it on. */
	outer_prepare();
	(void)prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0);
	(void)prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
	if (chdir("/") != 0 || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0 ||
	    (inner = fork()) < 0)
		return EXIT_OS;
	if (inner == 0) {
		close(pair[0]);
		become_inner(pair[1], outer);
	}
	(void)setpgid(inner, inner); /* whoever comes first */
	close(pair[1]);
	outer_run(STDIN_FILENO, pair[0], inner);
	return 0;
}
