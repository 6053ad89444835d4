/*
 * Runs a command and all that it starts under ptrace(2), and kills whoever of them makes the Nth
 * system call, at its entry: kill_step N COMMAND... [-- WAITER...]
 *
 * The waiter is another command, not traced: it is started while the one to be killed stands still,
 * and the kill comes when the waiter sleeps, for a lock say, or has ended. The exit code is the
 * waiter's, and so is all that is printed, but for "killed NAME" or "not reached" on descriptor 3.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define OPTIONS \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | \
	 PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL)
#define ANSWER_FD 3
#define MAX_INSIDE 4096

/* Who is inside a system call: its exit is no call of its own. */
static pid_t inside[MAX_INSIDE];
static size_t ninside;

static int enters(pid_t pid)
{
	for (size_t i = 0; i < ninside; i++)
		if (inside[i] == pid) {
			inside[i] = inside[--ninside];
			return 0;
		}
	if (ninside < MAX_INSIDE)
		inside[ninside++] = pid;
	return 1;
}

static void name_of(pid_t pid, char name[32])
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/comm", (int)pid);
	FILE *f = fopen(path, "re");
	snprintf(name, 32, "?");
	if (f != NULL && fgets(name, 32, f) != NULL)
		name[strcspn(name, "\n")] = '\0';
	if (f != NULL)
		fclose(f);
}

/* What a stopped tracee is to be continued with. */
static int signal_for(int status)
{
	int number = WSTOPSIG(status);

	/* Stops of ptrace's own, and the first one of a new tracee, are no signals. */
	if (number == (SIGTRAP | 0x80) || number == SIGTRAP || number == SIGSTOP ||
	    status >> 16 != 0)
		return 0;
	return number;
}

/* Whether an untraced child sleeps or has ended; it is not reaped. */
static int is_at_rest(pid_t pid)
{
	char path[64], text[512], state = 'R';

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	FILE *f = fopen(path, "re");
	if (f == NULL)
		return 1;
	if (fgets(text, sizeof(text), f) != NULL)
		(void)sscanf(text, "%*d (%*[^)]) %c", &state);
	fclose(f);
	return state == 'S' || state == 'Z';
}

static pid_t start_waiter(char **argv)
{
	pid_t pid = fork();

	if (pid == 0) {
		execvp(argv[0], argv);
		_exit(99);
	}
	while (pid > 0 && !is_at_rest(pid))
		usleep(100);
	return pid;
}

static pid_t start_traced(char **argv)
{
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);
		if (dup2(null, 1) < 0 || dup2(null, 2) < 0 || close(null) != 0)
			_exit(99);
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execvp(argv[0], argv);
		_exit(99);
	}
	return pid;
}

/* The waiter's words, cut off the command's; NULL: none. */
static char **cut_waiter(char **argv)
{
	for (; *argv != NULL; argv++)
		if (strcmp(*argv, "--") == 0) {
			*argv = NULL;
			return argv + 1;
		}
	return NULL;
}

int main(int argc, char **argv)
{
	long wanted = argc > 2 ? strtol(argv[1], NULL, 10) : 0, calls = 0;
	int status, code = 0, started = 0;
	pid_t waiter = 0, pid;
	char killed[32] = "";

	if (wanted < 1 || fcntl(ANSWER_FD, F_SETFD, FD_CLOEXEC) != 0) {
		fputs("usage: kill_step N COMMAND... [-- WAITER...] 3>FILE\n", stderr);
		return 99;
	}
	char **waiter_argv = cut_waiter(argv + 2);
	pid_t first = start_traced(argv + 2);
	if (first < 0 || waitpid(first, &status, 0) != first ||
	    ptrace(PTRACE_SETOPTIONS, first, NULL, OPTIONS) != 0) {
		perror("kill_step: ptrace");
		return 99;
	}
	ptrace(PTRACE_SYSCALL, first, NULL, NULL);
	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (pid <= 0)
			continue;
		if (!WIFSTOPPED(status)) {
			if (pid == waiter)
				code = WIFEXITED(status) ? WEXITSTATUS(status)
							 : 128 + WTERMSIG(status);
			continue;
		}
		/* Until the command is there, the calls are our own. */
		started |= status >> 16 == PTRACE_EVENT_EXEC;
		if (WSTOPSIG(status) == (SIGTRAP | 0x80) && enters(pid) && started &&
		    ++calls == wanted) {
			name_of(pid, killed);
			if (waiter_argv != NULL)
				waiter = start_waiter(waiter_argv);
			kill(pid, SIGKILL);
			continue;
		}
		ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)signal_for(status));
	}
	if (killed[0] != '\0')
		dprintf(ANSWER_FD, "killed %s\n", killed);
	else
		dprintf(ANSWER_FD, "not reached\n");
	return code;
}
