/* The first lines of every main: what a process gives up before it touches anything, and gives
 * back. */
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* What the caller had, for proc_restore. */
static struct {
	mode_t mask;
	struct rlimit core;
	bool core_known, closed[3];
	sighandler_t on_pipe, on_size, on_child;
} before;

/* A file opened later must not end up as descriptor 0, 1 or 2 and be written to as stderr. */
static int open_standard(struct err *err)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		/* The lowest free number is fd. stdin is opened for writing and stdout for reading,
		 * so that use of a closed one is still an error. */
		if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			return err_sys(err, REASON_SYSTEM, errno, "cannot open /dev/null");
		before.closed[fd] = true;
	}
	return 0;
}

static void drop_under_at_secure(void)
{
	static const char *const names[] = {
		"CCRED_CONFIG",   "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR",
		"XDG_CACHE_HOME", "XDG_DATA_HOME",   "XDG_STATE_HOME"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
}

int proc_harden(int argc, unsigned flags, struct err *err)
{
	uid_t ruid, euid, suid;
	gid_t rgid, egid, sgid;
	int r;

	if (argc < 1)
		return err_set(err, REASON_NO_PROGRAM_NAME, "started without a program name");
	if ((r = open_standard(err)) != 0)
		return r;
	if (getresuid(&ruid, &euid, &suid) != 0 || getresgid(&rgid, &egid, &sgid) != 0)
		return err_sys(err, REASON_SYSTEM, errno, "cannot tell the user");
	if (ruid != euid || euid != suid || rgid != egid || egid != sgid)
		return err_set(err, REASON_SETUID,
			       "real and effective ids differ: do not install it setuid or setgid");
	if (getauxval(AT_SECURE) != 0)
		drop_under_at_secure();
	/* The soft limit alone, so that a command started later can raise it again. */
	before.core_known = getrlimit(RLIMIT_CORE, &before.core) == 0;
	if (before.core_known) {
		struct rlimit none = { .rlim_max = before.core.rlim_max };
		(void)setrlimit(RLIMIT_CORE, &none);
	}
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if ((flags & PROC_HELPER) != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_sys(err, REASON_SYSTEM, errno, "cannot give up new privileges");
	before.mask = umask(077);
	/* A file that reaches RLIMIT_FSIZE is an error (EFBIG): who writes it takes it away
	 * again. */
	before.on_size = signal(SIGXFSZ, SIG_IGN);
	before.on_pipe = signal(SIGPIPE, SIG_IGN);
	/* Ignored by a parent, it would make every child's end unknowable. */
	before.on_child = signal(SIGCHLD, SIG_DFL);
	return 0;
}

void proc_restore(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (before.closed[fd])
			close(fd);
	/* Still not dumpable: nothing of what is in memory can be dumped before exec drops it. */
	if (before.core_known)
		(void)setrlimit(RLIMIT_CORE, &before.core);
	umask(before.mask);
	signal(SIGPIPE, before.on_pipe);
	signal(SIGXFSZ, before.on_size);
	signal(SIGCHLD, before.on_child);
}
