/* The lock of a key: one caller asks the server, the others wait for what it brings. */
#include "base/banned.h"
#include "base/fs.h"
#include "base/trace.h"
#include "cache/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/time.h>

/* flock(2) has no deadline: a timer interrupts it, then this often again, so that a first tick between
 * the look at the clock and the wait does no harm. */
#define TICK_US 50000

static void tick(int signal_number)
{
	(void)signal_number;
}

/* Blocks until the lock is ours, the deadline has passed (EINTR) or it fails. */
static int wait_for(int fd, int64_t deadline_ms)
{
	int left = clock_left(deadline_ms) + 1; /* 0 would be no timer */
	struct itimerval before, timer = {
		.it_value = { left / 1000, left % 1000 * 1000 },
		.it_interval = { 0, TICK_US },
	};
	struct sigaction action = { .sa_handler = tick }, old; /* no SA_RESTART: flock must end */
	sigset_t alarm, old_mask;
	int r, why;

	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, &old);
	/* Who started us may have left it blocked. */
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	sigprocmask(SIG_UNBLOCK, &alarm, &old_mask);
	setitimer(ITIMER_REAL, &timer, &before);
	do
		r = flock(fd, LOCK_EX);
	while (r != 0 && errno == EINTR && clock_left(deadline_ms) > 0);
	why = errno;
	setitimer(ITIMER_REAL, &before, NULL);
	sigprocmask(SIG_SETMASK, &old_mask, NULL);
	sigaction(SIGALRM, &old, NULL);
	errno = why;
	return r;
}

int cache_lock(const struct cache *cache, const struct cache_key *key, int64_t deadline_ms,
	       struct cache_lock *ret_lock, struct err *err)
{
	char name[FILE_NAME_SIZE];
	int fd, r;

	file_name(key, SUFFIX_LOCK, name);
	fd = openat(cache->dir, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
	if (fd < 0)
		return err_sys(err, EXIT_OS, errno, "cannot open the lock %s", name);
	if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
		ret_lock->fd = fd;
		return 0;
	}
	if (errno == EWOULDBLOCK && clock_left(deadline_ms) > 0) {
		trace("lock: waiting for another call that asks");
		if (wait_for(fd, deadline_ms) == 0) {
			trace("lock: got it");
			ret_lock->fd = fd;
			return 0;
		}
	}
	if (errno == EWOULDBLOCK || errno == EINTR)
		r = err_set(err, EXIT_TEMPFAIL,
			    "another call has been asking for this token all the time: call again");
	else
		r = err_sys(err, EXIT_OS, errno, "cannot lock %s", name);
	fs_close(&fd);
	return r;
}

void cache_unlock(struct cache_lock *lock)
{
	fs_close(&lock->fd);
}
