/*
 * Processes: the first lines of every main, and running a helper with a deadline.
 */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/* proc_harden flags. */
#define PROC_HELPER 0x1u /* a helper of ours: no_new_privs as well */

/*
 * The first call of main: argc and descriptors 0 to 2 checked (a closed one is opened on
 * /dev/null); refused with EXIT_DENIED if real and effective ids differ; no core dumps, not
 * dumpable, umask 077, SIGPIPE and SIGXFSZ ignored, SIGCHLD at its default. Under AT_SECURE for
 * another cause CCRED_CONFIG and XDG_* are taken out of the environment.
 */
int proc_harden(int argc, unsigned flags, struct err *err);

/*
 * Right before a foreign program is exec'd in the place of this one: umask, soft RLIMIT_CORE,
 * SIGPIPE, SIGXFSZ and SIGCHLD are as they were before proc_harden, and of descriptors 0 to 2 those
 * that it opened are closed again. exec itself makes the process dumpable. What stays: no_new_privs
 * of a PROC_HELPER, which nobody can take back, and what AT_SECURE took out of the environment.
 * Only after proc_harden has returned 0, and once.
 */
void proc_restore(void);

/* A program to start. Its descriptors are the three that proc_spawn is given and those in keep;
 * nothing else. */
struct proc_spec {
	const char *path; /* absolute */
	const char *const *argv; /* NULL: the last component of path alone */
	char *const *envp; /* the whole environment; NULL: the caller's */
	const char *dir; /* where it starts; NULL: where the caller is */
	const int *keep; /* descriptors that the program gets as 3, 4, ... */
	size_t nkeep;
	bool own_group; /* a process group of its own, so that all of it can be killed */
	bool die_with_parent; /* PR_SET_PDEATHSIG */
};

/* Starts a program with these as its descriptors 0 to 2, which stay open here. Returns 0 and the
 * process, or an errno value. */
int proc_spawn(const struct proc_spec *spec, const int stdio[3], pid_t *ret_pid);

/* A helper of ours. */
struct proc {
	pid_t pid; /* 0: none */
	int in; /* the other end of its descriptor 0, which does not block; -1: closed */
	bool own_group;
};

#define PROC_INIT \
	{ \
		.in = -1 \
	}

/* Starts a helper with one end of a socketpair, over which both talk (talk.h), as its descriptor 0,
 * and /dev/null as 1 and 2. Returns 0 or EXIT_OS (a missing program too: the message names it). */
int proc_start(const struct proc_spec *spec, struct proc *ret_proc, struct err *err);

enum proc_end {
	PROC_EXITED, /* status is its exit code */
	PROC_SIGNALED, /* status is the signal's number */
	PROC_TIMEOUT, /* killed at the deadline */
};

/* Set by a signal handler of whoever has to tidy up before it ends: a proc_wait that is under way,
 * and any later one, ends as at its deadline. */
extern volatile sig_atomic_t proc_stop;

/*
 * Closes our end, and waits for the helper's end until deadline_ms (clock_ms). Whatever happens,
 * the process (its whole group, if own_group) is dead and reaped afterwards. Returns how it ended;
 * *ret_status as said there.
 */
enum proc_end proc_wait(struct proc *proc, int64_t deadline_ms, int *ret_status);

/* Kills (SIGKILL) and reaps; closes descriptors. Fine on one that is not running. */
void proc_kill(struct proc *proc);

/* The children of this thread, up to so many. */
#define PROC_CHILDREN_MAX 64
struct proc_children {
	pid_t pids[PROC_CHILDREN_MAX];
	size_t n;
};
void proc_list_children(struct proc_children *ret_children);

enum proc_spared {
	PROC_SPARE_NONE,
	/* gpg starts the user's one agent when there is none, and the next caller finds it running:
	 * to kill it would forget the passphrase that a person has just typed. */
	PROC_SPARE_AGENT,
};

/*
 * Kills and reaps every child that this process still has (it must be a PR_SET_CHILD_SUBREAPER),
 * but for those in kept (it may be NULL) and those that are spared.
 */
void proc_kill_children(enum proc_spared spared, const struct proc_children *kept);

/* Returns true when the child has ended. It stays unreaped, so that its number is not another's. */
bool proc_has_ended(pid_t pid);
