/* Running a helper with a deadline, and making sure that nothing of it is left. */
#include "base/proc.h"
#include "base/clock.h"
#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The descriptors that a helper may be given besides the first three. */
#define MAX_KEEP 8

/* Where descriptors are parked so that dup2 to the low numbers cannot run over one still needed: above
 * those, and no further, for RLIMIT_NOFILE may be small. */
#define FD_PARK (3 + MAX_KEEP + 1)

/* How often a process that ends any moment is looked at: soon, then less often. */
#define STEP_LEAST_US 50
#define STEP_MOST_US 2000

/* In the child, after fork: async-signal-safe calls only. Writes errno to report on failure. */
static void become(const struct proc_spec *spec, pid_t parent, int in, int report)
{
	int null, i;
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
	if ((in = fcntl(in, F_DUPFD_CLOEXEC, FD_PARK)) < 0 ||
	    (report = fcntl(report, F_DUPFD_CLOEXEC, FD_PARK)) < 0)
		goto fail;
	int kept[MAX_KEEP];
	if (spec->nkeep > MAX_KEEP) {
		errno = E2BIG;
		goto fail;
	}
	for (i = 0; i < (int)spec->nkeep; i++)
		if ((kept[i] = fcntl(spec->keep[i], F_DUPFD_CLOEXEC, FD_PARK)) < 0)
			goto fail;
	if ((null = open("/dev/null", O_RDWR | O_CLOEXEC)) < 0 || dup2(in, 0) < 0 ||
	    dup2(null, 1) < 0 || dup2(null, 2) < 0)
		goto fail;
	for (i = 0; i < (int)spec->nkeep; i++)
		if (dup2(kept[i], 3 + i) < 0)
			goto fail;
	/* The report pipe must stay until exec closes it. */
	int end = 3 + (int)spec->nkeep;
	if (report != end) {
		if (dup3(report, end, O_CLOEXEC) < 0)
			goto fail;
		report = end;
	}
	closefrom(end + 1);
	signal(SIGPIPE, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);

	const char *slash = strrchr(spec->path, '/');
	char name[64];
	snprintf(name, sizeof(name), "%s", slash != NULL ? slash + 1 : spec->path);
	char *argv[] = { name, NULL };
	execve(spec->path, argv, spec->envp != NULL ? spec->envp : environ);
fail:
	i = errno;
	(void)!write(report, &i, sizeof(i));
	_exit(127);
}

/* Moves both ends above the standard descriptors. Returns 0, or -1 with errno; then one or both are closed. */
static int raise_ends(int ends[2])
{
	for (int i = 0; i < 2; i++)
		if ((ends[i] = fs_above(ends[i])) < 0)
			return -1;
	return 0;
}

int proc_start(const struct proc_spec *spec, struct proc *ret_proc, struct err *err)
{
	int in[2] = { -1, -1 }, report[2] = { -1, -1 };
	pid_t pid, parent = getpid();
	int r = 0, why = 0;
	ssize_t n;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0 ||
	    pipe2(report, O_CLOEXEC) != 0 || raise_ends(in) != 0 || raise_ends(report) != 0) {
		r = err_sys(err, REASON_SYSTEM, errno, "cannot make a pipe");
		goto out;
	}
	if ((pid = fork()) < 0) {
		r = err_sys(err, REASON_SYSTEM, errno, "cannot start %s", spec->path);
		goto out;
	}
	if (pid == 0)
		become(spec, parent, in[0], report[1]);
	if (spec->own_group)
		(void)setpgid(pid, pid); /* whoever comes first */
	fs_close(&report[1]);
	do
		n = read(report[0], &why, sizeof(why));
	while (n < 0 && errno == EINTR);
	if (n > 0) {
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
		r = err_sys(err, REASON_SYSTEM, why, "cannot start %s", spec->path);
		goto out;
	}
	(void)fcntl(in[1], F_SETFL, O_NONBLOCK);
	*ret_proc = (struct proc){ .pid = pid, .in = in[1], .own_group = spec->own_group };
	in[1] = -1;
out:
	for (int i = 0; i < 2; i++) {
		fs_close(&in[i]);
		fs_close(&report[i]);
	}
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

static bool is_spared(long pid, const char *const *spared)
{
	char path[64], name[32];
	int fd;
	ssize_t n;

	if (spared == NULL)
		return false;
	snprintf(path, sizeof(path), "/proc/%ld/comm", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, name, sizeof(name) - 1);
	fs_close(&fd);
	if (n <= 0)
		return false;
	name[n] = '\0';
	name[strcspn(name, "\n")] = '\0';
	for (; *spared != NULL; spared++)
		if (strcmp(name, *spared) == 0)
			return true;
	return false;
}

const char *const proc_daemons[] = { "gpg-agent", NULL };

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

void proc_kill_children(const char *const *spared, const struct proc_children *kept)
{
	struct proc_children all;
	bool killed = true;

	/* Each kill may hand us grandchildren, so this goes on until there is nobody; bounded, in
	 * case somebody forks faster than we kill. */
	for (int round = 0; round < 1000 && killed; round++) {
		killed = false;
		proc_list_children(&all);
		for (size_t i = 0; i < all.n; i++) {
			if (is_kept(all.pids[i], kept) || is_spared(all.pids[i], spared))
				continue;
			killed = true;
			kill(all.pids[i], SIGKILL);
			while (waitpid(all.pids[i], NULL, 0) < 0 && errno == EINTR)
				;
		}
	}
}
