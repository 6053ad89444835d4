/*
 * Runs a command and all that it starts under ptrace(2), and kills whoever of them makes the Nth system
 * call, at its entry: kill_step N COMMAND... The last line on stderr is "killed NAME" or "not reached".
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define OPTIONS \
	(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | \
	 PTRACE_O_TRACEEXEC)
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

int main(int argc, char **argv)
{
	long wanted = argc > 2 ? strtol(argv[1], NULL, 10) : 0, calls = 0;
	char killed[32] = "";
	int status, code = 0, started = 0;
	pid_t first = wanted > 0 ? fork() : -1, pid;

	if (first < 0) {
		fputs("usage: kill_step N COMMAND...\n", stderr);
		return 99;
	}
	if (first == 0) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		execvp(argv[2], argv + 2);
		_exit(99);
	}
	if (waitpid(first, &status, 0) != first ||
	    ptrace(PTRACE_SETOPTIONS, first, NULL, OPTIONS) != 0) {
		perror("kill_step: ptrace");
		return 99;
	}
	ptrace(PTRACE_SYSCALL, first, NULL, NULL);
	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (pid <= 0)
			continue;
		if (!WIFSTOPPED(status)) {
			if (pid == first)
				code = WIFEXITED(status) ? WEXITSTATUS(status)
							 : 128 + WTERMSIG(status);
			continue;
		}
		/* Until the command is there, the calls are our own. */
		started |= status >> 16 == PTRACE_EVENT_EXEC;
		if (WSTOPSIG(status) == (SIGTRAP | 0x80) && enters(pid) && started &&
		    ++calls == wanted) {
			name_of(pid, killed);
			kill(pid, SIGKILL);
			continue;
		}
		ptrace(PTRACE_SYSCALL, pid, NULL, (void *)(long)signal_for(status));
	}
	if (killed[0] != '\0')
		fprintf(stderr, "killed %s\n", killed);
	else
		fputs("not reached\n", stderr);
	return code;
}
