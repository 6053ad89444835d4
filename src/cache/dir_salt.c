/* What the processes that use one directory must agree on: its lock, and its salt, which is made once. */
#include "cache/dir_salt.h"
#include "base/clock.h"
#include "base/fs.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static const char salt_name[] = "salt";

/* How long the lock is waited for. */
#define LOCK_WAIT_MS 5000

int dir_lock(int dir, int *ret_lock, struct err *err)
{
	int64_t deadline_ms = clock_ms() + LOCK_WAIT_MS;
	int step_ms = 0;
	/* A description of its own: that of dir may be shared with processes that we forked. */
	int fd = fs_above(openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));

	if (fd < 0)
		return err_sys(err, REASON_SYSTEM, errno, "cannot open the cache");
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		if (errno != EWOULDBLOCK || clock_left(deadline_ms) == 0) {
			fs_close(&fd);
			return err_sys(err, REASON_SYSTEM, errno, "cannot lock the cache");
		}
		clock_backoff(&step_ms, deadline_ms);
	}
	*ret_lock = fd;
	return 0;
}

static bool read_salt(int dir, unsigned char salt[SIPHASH_KEY_SIZE])
{
	struct stat st;
	int fd = -1;

	if (fs_open(dir, salt_name, FS_PRIVATE, &fd, &st, NULL) != 0)
		return false;
	bool whole = st.st_size == SIPHASH_KEY_SIZE &&
		     pread(fd, salt, SIPHASH_KEY_SIZE, 0) == SIPHASH_KEY_SIZE;
	fs_close(&fd);
	return whole;
}

/*
 * Of any number of processes that make the salt at once, the first to have the lock makes it for all.
 * A damaged one is replaced; what it named is out of reach then, and ages away.
 */
static int make_salt(int dir, unsigned char ret_salt[SIPHASH_KEY_SIZE], struct err *err)
{
	unsigned char fresh[SIPHASH_KEY_SIZE];
	int lock = -1, r;

	if ((r = dir_lock(dir, &lock, err)) != 0)
		return r;
	if (read_salt(dir, ret_salt))
		goto out;
	if (getrandom(fresh, sizeof(fresh), 0) != (ssize_t)sizeof(fresh))
		r = err_sys(err, REASON_SYSTEM, errno, "cannot get random bytes");
	else if ((r = fs_replace(dir, salt_name, fresh, sizeof(fresh), false, NULL, err)) == 0)
		memcpy(ret_salt, fresh, sizeof(fresh));
	explicit_bzero(fresh, sizeof(fresh));
out:
	fs_close(&lock);
	return r;
}

int dir_salt(int dir, bool make, unsigned char ret_salt[SIPHASH_KEY_SIZE], struct err *err)
{
	if (read_salt(dir, ret_salt))
		return 0;
	if (!make)
		return err_set(err, REASON_CACHE_MISSING, "there is no cache yet");
	return make_salt(dir, ret_salt, err);
}
