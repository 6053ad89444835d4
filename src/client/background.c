/* An acquire that its caller does not wait for. */
#include "base/banned.h"
#include "client/background.h"
#include "base/proc.h"
#include "base/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

/* Where the lock goes, and a trace into a file: all above is closed. */
#define LOCK_FD 3
#define TRACE_FD 4

/* Whether the environment names a file of the acquire's by a relative name, which must go on meaning the
 * same. */
static bool must_stay(void)
{
	static const char *const names[] = { "CCRED_CONFIG", "SSL_CERT_FILE", "CURL_CA_BUNDLE" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *file = getenv(names[i]);
		if (file != NULL && file[0] != '/' && file[0] != '\0')
			return true;
	}
	return false;
}

/* Leaves the caller: its terminal, its directory, and each of its descriptors but the lock. */
static int detach(struct spawn *s)
{
	int null, lock;

	if ((!must_stay() && chdir("/") != 0) || (null = open("/dev/null", O_RDWR | O_CLOEXEC)) < 0)
		return -1;
	for (int fd = 0; fd <= 2; fd++)
		if (dup2(null, fd) < 0)
			return -1;
	/* Both places are free, or taken by one of the two, or by what is closed below. */
	if ((lock = fcntl(s->lock_fd, F_DUPFD_CLOEXEC, TRACE_FD + 1)) < 0)
		return -1;
	trace_detach(TRACE_FD);
	if (dup3(lock, LOCK_FD, O_CLOEXEC) < 0)
		return -1;
	s->lock_fd = LOCK_FD;
	proc_close_from(trace_on() ? TRACE_FD + 1 : LOCK_FD + 1);
	return 0;
}

int background_start(const struct spawn *spawn, struct err *err)
{
	struct spawn s = *spawn;
	struct obtained ignored = { 0 };
	struct err why = { 0 };
	int status = 0;
	pid_t pid;

	trace("renewal: started in the background");
	pid = fork();
	if (pid == 0) {
		/* The one in between ends at once, so that init, and not a caller, reaps the other. */
		if (setsid() < 0 || (pid = fork()) != 0)
			_exit(pid > 0 ? 0 : 1);
		if (detach(&s) == 0 && spawn_acquire(&s, &ignored, &why) == 0)
			obtained_clear(&ignored);
		_exit(0);
	}
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (pid < 0 || status != 0)
		return err_sys(err, EXIT_OS, errno, "cannot start a process");
	return 0;
}
