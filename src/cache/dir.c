/* Where the cache lies: the first place that is ours alone, and the salt that is made there once. */
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

/*
 * The directory in its parent. Returns 0; EXIT_NOINPUT if it is only looked for (make is not set), is
 * missing, and would be made; any other: this is no place for it.
 */
static int open_in(int above, const char *parent, const char *name, bool make, int *ret_dir)
{
	int r = fs_open_private_dir(above, name, make, ret_dir, NULL);

	if (r == 0)
		trace("cache: in %s/%s", parent, name);
	if (r == EXIT_NOINPUT)
		return !make && faccessat(above, ".", W_OK | X_OK, 0) == 0 ? r : EXIT_DENIED;
	return r;
}

/* The parent must be ours alone as well: whoever may write there could put another in its place. */
static int open_below(const char *parent, bool make, int *ret_dir)
{
	int above = -1, r = EXIT_DENIED;

	if (fs_open_private_dir(AT_FDCWD, parent, false, &above, NULL) == 0)
		r = open_in(above, parent, "ccred", make, ret_dir);
	fs_close(&above);
	return r;
}

/* Directories of root, sticky or not, in which a name of our own is safe once it is ours. */
static int open_in_roots(const char *parent, const char *name, bool make, int *ret_dir)
{
	int above = open(parent, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int r = above < 0 ? EXIT_DENIED : open_in(above, parent, name, make, ret_dir);

	fs_close(&above);
	return r;
}

static int open_runtime_directory(bool make, int *ret_dir)
{
	const char *list = getenv("RUNTIME_DIRECTORY"); /* systemd.exec(5): separated by colons */
	int r = EXIT_DENIED;

	if (list == NULL || list[0] != '/')
		return r;
	char *first = strndup(list, strcspn(list, ":"));
	if (first == NULL)
		return EXIT_OS;
	/* The unit's directory itself is ours; its mode may let others look in (0755), so a
	 * directory of our own lies in it. */
	struct stat st;
	int above = open(first, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (above >= 0 && fstat(above, &st) == 0 && st.st_uid == geteuid() &&
	    (st.st_mode & 022) == 0)
		r = open_in(above, first, "ccred", make, ret_dir);
	fs_close(&above);
	free(first);
	return r;
}

static int open_default(bool make, int *ret_dir, struct err *err)
{
	const char *runtime = fs_user_dir("XDG_RUNTIME_DIR");
	unsigned uid = (unsigned)geteuid();
	char name[64];
	int r;

	if (runtime != NULL && ((r = open_below(runtime, make, ret_dir)) == 0 || r == EXIT_NOINPUT))
		return r;
	if ((r = open_runtime_directory(make, ret_dir)) == 0 || r == EXIT_NOINPUT)
		return r;
	snprintf(name, sizeof(name), "/run/user/%u", uid);
	if ((r = open_below(name, make, ret_dir)) == 0 || r == EXIT_NOINPUT)
		return r;
	if (uid == 0 &&
	    ((r = open_in_roots("/run", "ccred", make, ret_dir)) == 0 || r == EXIT_NOINPUT))
		return r;
	snprintf(name, sizeof(name), "ccred-%u", uid);
	if ((r = open_in_roots("/dev/shm", name, make, ret_dir)) == 0 || r == EXIT_NOINPUT)
		return r;
	return err_set(err, EXIT_UNAVAILABLE,
		       "there is no place for a cache: set XDG_RUNTIME_DIR, or cache-dir in the "
		       "configuration");
}

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

/* EXIT_NOINPUT, or why the directory could not be made. */
static int check_makeable(const char *dir, struct err *err)
{
	const char *slash = strrchr(dir, '/');
	char *parent =
		slash == NULL || slash == dir ? strdup("/") : strndup(dir, (size_t)(slash - dir));
	int r = EXIT_NOINPUT;

	if (parent == NULL)
		return err_nomem(err);
	if (faccessat(AT_FDCWD, parent, W_OK | X_OK, AT_EACCESS) != 0)
		r = err_sys(err, EXIT_DENIED, errno, "cannot make the directory %s", dir);
	free(parent);
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
		r = open_default(make, &cache->dir, err);
	} else if ((r = fs_open_private_dir(AT_FDCWD, dir, make, &cache->dir, err)) == 0) {
		trace("cache: in %s", dir);
	} else if (make || r != EXIT_NOINPUT || (r = check_makeable(dir, err)) != EXIT_NOINPUT) {
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
