/* Running a helper with a deadline, and making sure that nothing of it is left. */
#include "base/proc.h"
#include "base/clock.h"
#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The descriptors that a helper may be given besides the first three. */
#define MAX_KEEP 8

/* Where descriptors are parked so that dup2 to the low numbers cannot run over one still needed:
 * above those, and no further, for RLIMIT_NOFILE may be small. */
#define FD_PARK (3 + MAX_KEEP + 1)

/* How often a process that ends any moment is looked at: soon, then less often. */
#define STEP_LEAST_US 50
#define STEP_MOST_US 2000

/* In the child, after fork: async-signal-safe calls only. Writes errno to report on failure. */
static void become(const struct proc_spec *spec, const int stdio[3], pid_t parent, int report)
{
	static const int restored[] = { SIGPIPE, SIGXFSZ, SIGINT, SIGQUIT, SIGTERM, SIGCHLD };
	int parked[3 + MAX_KEEP], end = 3 + (int)spec->nkeep, why;
	sigset_t none;

	if (spec->own_group && setpgid(0, 0) != 0)
		goto fail;
	if (spec->die_with_parent) {
		/* The parent may have died before the request reached the kernel. */
		if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0)
			goto fail;
		if (getppid() != parent)
			_exit(127);
	}
	if (spec->nkeep > MAX_KEEP) {
		errno = E2BIG;
		goto fail;
	}
	if ((report = fcntl(report, F_DUPFD_CLOEXEC, FD_PARK)) < 0)
		goto fail;
	for (int i = 0; i < end; i++) {
		int fd = i >= 3 ? spec->keep[i - 3] : stdio[i];
		if ((parked[i] = fcntl(fd, F_DUPFD_CLOEXEC, FD_PARK)) < 0)
			goto fail;
	}
	for (int i = 0; i < end; i++)
		if (dup2(parked[i], i) < 0)
			goto fail;
	/* The report pipe must stay until exec closes it. */
	if (report != end) {
		if (dup3(report, end, O_CLOEXEC) < 0)
			goto fail;
		report = end;
	}
	closefrom(end + 1);
	if (spec->dir != NULL && chdir(spec->dir) != 0)
		goto fail;
	/* A helper of ours, which has no arguments, leaves all but the first as its parent has
	 * them. */
	for (size_t i = 0; i < sizeof(restored) / sizeof(restored[0]); i++)
		if (i == 0 || spec->argv != NULL)
			signal(restored[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);

	const char *slash = strrchr(spec->path, '/');
	const char *const name[] = { slash != NULL ? slash + 1 : spec->path, NULL };
	/* execve does not change what it is given. */
	execve(spec->path, (char *const *)(uintptr_t)(spec->argv != NULL ? spec->argv : name),
	       spec->envp != NULL ? spec->envp : environ);
fail:
	why = errno;
	(void)!write(report, &why, sizeof(why));
	_exit(127);
}

/* Moves both ends above the standard descriptors. Returns 0, or -1 with errno; then one or both are
 * closed. */
static int raise_ends(int ends[2])
{
	for (int i = 0; i < 2; i++)
		if ((ends[i] = fs_above(ends[i])) < 0)
			return -1;
	return 0;
}

static void close_ends(int ends[2])
{
	fs_close(&ends[0]);
	fs_close(&ends[1]);
}

int proc_spawn(const struct proc_spec *spec, const int stdio[3], pid_t *ret_pid)
{
	int report[2] = { -1, -1 }, why = 0;
	pid_t pid, parent = getpid();
	ssize_t n;

	if (pipe2(report, O_CLOEXEC) != 0 || raise_ends(report) != 0 || (pid = fork()) < 0) {
		why = errno;
		goto out;
	}
	if (pid == 0)
		become(spec, stdio, parent, report[1]);
	if (spec->own_group)
		(void)setpgid(pid, pid); /* whoever comes first */
	fs_close(&report[1]);
	do
		n = read(report[0], &why, sizeof(why));
	while (n < 0 && errno == EINTR);
	if (n <= 0)
		*ret_pid = pid;
	else
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
out:
	close_ends(report);
	return why;
}

int proc_start(const struct proc_spec *spec, struct proc *ret_proc, struct err *err)
{
	int in[2] = { -1, -1 }, null = open("/dev/null", O_RDWR | O_CLOEXEC), r = 0, why;
	pid_t pid = 0;

	if (null < 0) {
		r = err_sys(err, REASON_SYSTEM, errno, "cannot open /dev/null");
	} else if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0 ||
		   raise_ends(in) != 0) {
		r = err_sys(err, REASON_SYSTEM, errno, "cannot make a pipe");
	} else if ((why = proc_spawn(spec, (const int[]){ in[0], null, null }, &pid)) != 0) {
		r = err_sys(err, REASON_SYSTEM, why, "cannot start %s", spec->path);
	} else {
		(void)fcntl(in[1], F_SETFL, O_NONBLOCK);
		*ret_proc = (struct proc){ .pid = pid, .in = in[1], .own_group = spec->own_group };
		in[1] = -1;
	}
	close_ends(in);
	fs_close(&null);
	return r;
}

void proc_kill(struct proc *proc)
{
	fs_close(&proc->in);
	if (proc->pid <= 0)
		return;
	/* Not reaped yet, so the number cannot have been given to anybody else. */
	kill(proc->own_group ? -proc->pid : proc->pid, SIGKILL);
	kill(proc->pid, SIGKILL);
	while (waitpid(proc->pid, NULL, 0) < 0 && errno == EINTR)
		;
	proc->pid = 0;
}

bool proc_has_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
	       info.si_pid == pid;
}

/* Kills what is left of the group, reaps, and says how it ended. */
static enum proc_end reap(struct proc *proc, int *ret_status)
{
	int status = 0;

	if (proc->own_group)
		kill(-proc->pid, SIGKILL);
	while (waitpid(proc->pid, &status, 0) < 0 && errno == EINTR)
		;
	proc->pid = 0;
	if (WIFEXITED(status)) {
		*ret_status = WEXITSTATUS(status);
		return PROC_EXITED;
	}
	*ret_status = WTERMSIG(status);
	return PROC_SIGNALED;
}

volatile sig_atomic_t proc_stop;

enum proc_end proc_wait(struct proc *proc, int64_t deadline_ms, int *ret_status)
{
	int64_t step_us = STEP_LEAST_US;

	fs_close(&proc->in);
	while (!proc_has_ended(proc->pid)) {
		int64_t left_us = (int64_t)clock_left(deadline_ms) * 1000;
		if (left_us == 0 || proc_stop) {
			proc_kill(proc);
			*ret_status = 0;
			return PROC_TIMEOUT;
		}
		struct timespec step = { .tv_nsec =
						 (step_us < left_us ? step_us : left_us) * 1000 };
		nanosleep(&step, NULL);
		if (step_us < STEP_MOST_US)
			step_us *= 2;
	}
	return reap(proc, ret_status);
}

static bool is_called(pid_t pid, const char *wanted)
{
	char path[64], name[32];
	int fd;
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/comm", (int)pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, name, sizeof(name) - 1);
	fs_close(&fd);
	if (n <= 0)
		return false;
	name[n] = '\0';
	name[strcspn(name, "\n")] = '\0';
	return strcmp(name, wanted) == 0;
}

/*
 * Whether it is the agent that gpg starts: the program of that name beside gpg. The agent guards its
 * memory, so an ordinary user cannot see which file it runs. Then its name alone must do.
 */
static bool is_gpg_agent(pid_t pid)
{
	char path[PATH_MAX], link[64], *name;
	ssize_t n;

	snprintf(link, sizeof(link), "/proc/%d/exe", (int)pid);
	if ((n = readlink(link, path, sizeof(path) - 1)) < 0)
		return is_called(pid, "gpg-agent");
	path[n] = '\0';
	name = strrchr(path, '/');
	if (name == NULL || strcmp(name, "/gpg-agent") != 0)
		return false;
	name[sizeof("/gpg") - 1] = '\0';
	return access(path, X_OK) == 0;
}

void proc_list_children(struct proc_children *ret_children)
{
	struct proc_children c = { .n = 0 };
	int fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
	char text[4096], *p = text;
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	fs_close(&fd);
	if (n > 0) {
		text[n] = '\0';
		while (c.n < PROC_CHILDREN_MAX) {
			char *end;
			long pid = strtol(p, &end, 10);
			/* A number that the end of the buffer cuts off is not taken. */
			if (end == p || *end == '\0')
				break;
			c.pids[c.n++] = (pid_t)pid;
			p = end;
		}
	}
	*ret_children = c;
}

static bool is_kept(pid_t pid, const struct proc_children *kept)
{
	for (size_t i = 0; kept != NULL && i < kept->n; i++)
		if (kept->pids[i] == pid)
			return true;
	return false;
}

void proc_kill_children(enum proc_spared spared, const struct proc_children *kept)
{
	struct proc_children all;
	bool killed = true;

	/* Each kill may hand us grandchildren, so this goes on until there is nobody; bounded, in
	 * case somebody forks faster than we kill. */
	for (int round = 0; round < 1000 && killed; round++) {
		killed = false;
		proc_list_children(&all);
		for (size_t i = 0; i < all.n; i++) {
			if (is_kept(all.pids[i], kept) ||
			    (spared == PROC_SPARE_AGENT && is_gpg_agent(all.pids[i])))
				continue;
			killed = true;
			kill(all.pids[i], SIGKILL);
			while (waitpid(all.pids[i], NULL, 0) < 0 && errno == EINTR)
				;
		}
	}
}
