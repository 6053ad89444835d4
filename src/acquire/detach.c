/* An acquisition that nobody waits for goes on in a process of its own. */
#include "base/banned.h"
#include "acquire/detach.h"
#include "base/clock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* An acquisition ends at its deadline by itself. One that hangs would keep the lock. */
#define GRACE_S 2

/* Whether the environment names one of our files by a relative name, which must go on meaning the same file. */
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

/* Returns 0, or -1 with errno. */
static int leave(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || setsid() < 0 || (!must_stay() && chdir("/") != 0))
		return -1;
	for (int fd = 0; fd <= STDERR_FILENO; fd++)
		if (dup2(null, fd) < 0)
			return -1;
	return close(null);
}

int detach(int64_t deadline_ms, struct err *err)
{
	pid_t pid = fork();

	if (pid > 0)
		_exit(0);
	if (pid < 0)
		return err_sys(err, REASON_SYSTEM, errno, "cannot start a process");
	if (leave() != 0)
		_exit(EXIT_OS);
	alarm((unsigned)(clock_left(deadline_ms) / 1000) + GRACE_S);
	return 0;
}
