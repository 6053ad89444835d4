/* The first lines of every main: what a process gives up before it touches anything. */
#include "base/banned.h"
#include "base/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* A file opened later must not end up as descriptor 0, 1 or 2 and be written to as stderr. */
static int open_standard(struct err *err)
{
	for (int fd = 0; fd <= 2; fd++) {
		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		/* The lowest free number is fd. stdin is opened for writing and stdout for reading,
		 * so that use of a closed one is still an error. */
		if (open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd)
			return err_sys(err, EXIT_OS, errno, "cannot open /dev/null");
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
	struct rlimit core;
	int r;

	if (argc < 1)
		return err_set(err, EXIT_USAGE, "started without a program name");
	if ((r = open_standard(err)) != 0)
		return r;
	if (getresuid(&ruid, &euid, &suid) != 0 || getresgid(&rgid, &egid, &sgid) != 0)
		return err_sys(err, EXIT_OS, errno, "cannot tell the user");
	if (ruid != euid || euid != suid || rgid != egid || egid != sgid)
		return err_set(err, EXIT_DENIED,
			       "real and effective ids differ: do not install it setuid or setgid");
	if (getauxval(AT_SECURE) != 0)
		drop_under_at_secure();
	/* The soft limit alone, so that a command started later can raise it again. */
	if (getrlimit(RLIMIT_CORE, &core) == 0) {
		core.rlim_cur = 0;
		(void)setrlimit(RLIMIT_CORE, &core);
	}
	(void)prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	if ((flags & PROC_HELPER) != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return err_sys(err, EXIT_OS, errno, "cannot give up new privileges");
	umask(077);
	signal(SIGPIPE, SIG_IGN);
	/* Ignored by a parent, it would make every child's end unknowable. */
	signal(SIGCHLD, SIG_DFL);
	return 0;
}
