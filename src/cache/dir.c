/* Opening the cache: the first place that is ours alone, and the salt that is made there once. */
#include "base/banned.h"
#include "base/fs.h"
#include "base/trace.h"
#include "cache/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

static bool read_salt(int dir, unsigned char salt[SIPHASH_KEY_SIZE])
{
	struct stat st;
	int fd = -1;

	if (fs_open(dir, SALT_NAME, FS_PRIVATE, &fd, &st, NULL) != 0)
		return false;
	bool whole = st.st_size == SIPHASH_KEY_SIZE &&
		     pread(fd, salt, SIPHASH_KEY_SIZE, 0) == SIPHASH_KEY_SIZE;
	fs_close(&fd);
	return whole;
}

/* How long the lock of the directory is waited for; nobody holds it for longer than a write takes. */
#define LOCK_WAIT_MS 5000
#define LOCK_STEP_MS 5

int dir_lock(int dir, int *ret_lock, struct err *err)
{
	int64_t deadline_ms = clock_ms() + LOCK_WAIT_MS;
	/* A description of its own: that of dir may be shared with processes that we forked. */
	int fd = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return err_sys(err, EXIT_OS, errno, "cannot open the cache");
	while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		int why = errno;
		if ((why != EWOULDBLOCK && why != EINTR) || clock_left(deadline_ms) == 0) {
			fs_close(&fd);
			return err_sys(err, EXIT_OS, why, "cannot lock the cache");
		}
		clock_sleep(LOCK_STEP_MS);
	}
	*ret_lock = fd;
	return 0;
}

/*
 * Of any number of processes that make the salt at once, the first to have the lock makes it for all.
 * A damaged one is replaced; what it named is out of reach then, and ages away.
 */
int salt_get(int dir, unsigned char ret_salt[SIPHASH_KEY_SIZE], struct err *err)
{
	unsigned char fresh[SIPHASH_KEY_SIZE];
	int lock = -1, r;

	if (read_salt(dir, ret_salt))
		return 0;
	if ((r = dir_lock(dir, &lock, err)) != 0)
		return r;
	if (read_salt(dir, ret_salt))
		goto out;
	if (getrandom(fresh, sizeof(fresh), 0) != (ssize_t)sizeof(fresh))
		r = err_sys(err, EXIT_OS, errno, "cannot get random bytes");
	else if ((r = fs_replace(dir, SALT_NAME, fresh, sizeof(fresh), err)) == 0)
		memcpy(ret_salt, fresh, sizeof(fresh));
	explicit_bzero(fresh, sizeof(fresh));
out:
	fs_close(&lock);
	return r;
}

static int open_cache(const char *dir, bool make, struct cache **ret_cache, struct err *err)
{
	struct cache *cache = calloc(1, sizeof(*cache));
	int r;

	if (cache == NULL)
		return err_nomem(err);
	cache->dir = -1;
	if (dir == NULL) {
		r = place_open(make, &cache->dir, err);
	} else if ((r = fs_open_private_dir(AT_FDCWD, dir, make, &cache->dir, err)) == 0) {
		trace("cache: in %s", dir);
	} else if (make || r != EXIT_NOINPUT || (r = place_makeable(dir, err)) != EXIT_NOINPUT) {
		err_prefix(err, "cache-dir");
		r = err != NULL ? (err->code = EXIT_DENIED) : EXIT_DENIED;
	}
	if (r == 0 && make)
		r = salt_get(cache->dir, cache->salt, err);
	else if (r == 0 && !read_salt(cache->dir, cache->salt))
		r = EXIT_NOINPUT;
	/* A directory on a full or read-only file system is no place for a cache. */
	if (r == EXIT_OS && dir == NULL)
		r = err != NULL ? (err->code = EXIT_UNAVAILABLE) : EXIT_UNAVAILABLE;
	if (r != 0) {
		cache_close(&cache);
		return r;
	}
	*ret_cache = cache;
	return 0;
}

int cache_open(const char *dir, struct cache **ret_cache, struct err *err)
{
	return open_cache(dir, true, ret_cache, err);
}

int cache_peek(const char *dir, struct cache **ret_cache, struct err *err)
{
	int r = open_cache(dir, false, ret_cache, err);

	return r == EXIT_NOINPUT ? err_set(err, r, "there is no cache yet") : r;
}

void cache_close(struct cache **cache)
{
	if (cache == NULL || *cache == NULL)
		return;
	fs_close(&(*cache)->dir);
	explicit_bzero((*cache)->salt, sizeof((*cache)->salt));
	free(*cache);
	*cache = NULL;
}
