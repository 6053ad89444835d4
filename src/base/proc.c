/* Running a helper with a deadline, and making sure that nothing of it is left. */
#include "base/proc.h"
#include "base/clock.h"
#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* How often a process that ends any moment is looked at: soon, then less often. */
#define STEP_LEAST_US 50
#define STEP_MOST_US 2000

/*
 * Says which descriptors the helper has. Those that it keeps go to numbers above all others first, so that none runs over
 * one that is still needed. Returns 0 or an errno value.
 */
static int add_descriptors(const struct proc_spec *spec, int in,
			   posix_spawn_file_actions_t *actions)
{
	int end = 3 + (int)spec->nkeep, park = end, r;

	for (size_t i = 0; i < spec->nkeep; i++)
		if (spec->keep[i] >= park)
			park = spec->keep[i] + 1;
	r = posix_spawn_file_actions_adddup2(actions, in, 0);
	for (int i = 0; r == 0 && i < (int)spec->nkeep; i++)
		r = posix_spawn_file_actions_adddup2(actions, spec->keep[i], park + i);
	for (int i = 0; r == 0 && i < (int)spec->nkeep; i++)
		r = posix_spawn_file_actions_adddup2(actions, park + i, 3 + i);
	for (int fd = 1; r == 0 && fd < 3; fd++)
		r = posix_spawn_file_actions_addopen(actions, fd, "/dev/null", O_RDWR, 0);
	return r != 0 ? r : posix_spawn_file_actions_addclosefrom_np(actions, end);
}

/* Starts it with in as its descriptor 0. Returns 0 or an errno value. */
static int spawn(const struct proc_spec *spec, int in, pid_t *ret_pid)
{
	const char *slash = strrchr(spec->path, '/');
	char name[64], *argv[] = { name, NULL };
	short group = spec->own_group ? POSIX_SPAWN_SETPGROUP : 0;
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t none, defaults;
	int r;

	/* valgrind does not hand back why exec fails. */
	if (access(spec->path, X_OK) != 0)
		return errno;
	snprintf(name, sizeof(name), "%s", slash != NULL ? slash + 1 : spec->path);
	sigemptyset(&none);
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	/* These only fill in structs. */
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes,
				 POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | group);
	posix_spawn_file_actions_init(&actions);
	if ((r = add_descriptors(spec, in, &actions)) == 0)
		r = posix_spawn(ret_pid, spec->path, &actions, &attributes, argv,
				spec->envp != NULL ? spec->envp : environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	return r;
}

int proc_start(const struct proc_spec *spec, struct proc *ret_proc, struct err *err)
{
	int in[2] = { -1, -1 }, r = 0, why;
	pid_t pid;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0 ||
	    (in[0] = fs_above(in[0])) < 0 || (in[1] = fs_above(in[1])) < 0) {
		r = err_sys(err, REASON_SYSTEM, errno, "cannot make a pipe");
	} else if ((why = spawn(spec, in[0], &pid)) != 0) {
		r = err_sys(err, REASON_SYSTEM, why, "cannot start %s", spec->path);
	} else {
		(void)fcntl(in[1], F_SETFL, O_NONBLOCK);
		*ret_proc = (struct proc){ .pid = pid, .in = in[1], .own_group = spec->own_group };
		in[1] = -1;
	}
	fs_close(&in[0]);
	fs_close(&in[1]);
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
	int fd = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
	char text[4096], *p = text, *end;
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);

	fs_close(&fd);
	text[n > 0 ? n : 0] = '\0';
	for (ret_children->n = 0; ret_children->n < PROC_CHILDREN_MAX; p = end) {
		long pid = strtol(p, &end, 10);
		/* A number that the end of the buffer cuts off is not taken. */
		if (end == p || *end == '\0')
			break;
		ret_children->pids[ret_children->n++] = (pid_t)pid;
	}
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
