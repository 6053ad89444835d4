/* The directory of the cache: which one it is, by candidates in their order, its lock, and its
 * salt. */
#include "cache/cache_dir.h"
#include "base/clock.h"
#include "base/fs.h"
#include "base/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

/* A directory of ours, in a parent that is safe in one of these ways. */
struct candidate {
	enum {
		/* Ours alone: nobody else can put another directory in its place. */
		IN_PRIVATE,
		/* A unit's directory is ours; its mode may let others look in (0755). */
		IN_UNIT,
		/* Root's, sticky or not: a name of our own is safe there once it is ours. */
		IN_ROOT,
		/* A directory of ours below HOME, which is made if it is missing; else as a
		 * unit's. */
		IN_HOME,
		/* Any: cache-dir names the directory. */
		GIVEN,
	} kind;
	/* What names it. */
	const char *from;
	/* Empty: it does not apply. */
	char parent[PATH_MAX];
	/* Why it cannot be told; code 0: it can. The next place would be a second cache. */
	struct err why;
	/* Below the parent; of cache-dir the whole path. */
	const char *name;
	char own[32];
};

/* The nth candidate, from 0. Returns false if there is none. */
static bool candidate(unsigned n, const char *given, struct candidate *c)
{
	unsigned uid = (unsigned)geteuid();
	const char *unit = getenv("RUNTIME_DIRECTORY"); /* systemd.exec(5): separated by colons */
	char user[32];
	const struct {
		int kind;
		const char *from, *parent, *name;
		/* The parent lies below what the variable says. */
		bool below;
	} places[] = {
		{ GIVEN, "cache-dir", given, given, false },
		{ IN_PRIVATE, "XDG_RUNTIME_DIR", "", "ccred", true },
		{ IN_UNIT, "RUNTIME_DIRECTORY", unit != NULL && unit[0] == '/' ? unit : NULL, "ccred",
		  false },
		{ IN_PRIVATE, "/run/user", user, "ccred", false },
		{ IN_ROOT, "root's place", uid == 0 ? "/run" : NULL, "ccred", false },
		{ IN_ROOT, "shared memory", "/dev/shm", c->own, false },
		{ IN_HOME, "HOME", "/.cache", "ccred", true },
	}, *place = &places[given != NULL ? 0 : n + 1];
	size_t len = 0;

	if (n + 1 >= sizeof(places) / sizeof(places[0]) || (given != NULL && n > 0))
		return false;
	snprintf(user, sizeof(user), "/run/user/%u", uid);
	snprintf(c->own, sizeof(c->own), "ccred-%u", uid);
	c->kind = place->kind;
	c->from = place->from;
	c->name = place->name;
	if (place->kind == GIVEN && (len = (size_t)(strrchr(given, '/') - given)) == 0)
		len = 1;
	else if (place->kind != GIVEN && place->parent != NULL)
		len = strcspn(place->parent, place->kind == IN_UNIT ? ":" : "");
	const char *above = "";
	c->why = (struct err){ 0 };
	if (place->below)
		(void)fs_user_dir(place->from, &above, &c->why);
	if (above == NULL || strlen(above) + len >= sizeof(c->parent))
		c->parent[0] = '\0';
	else
		snprintf(c->parent, sizeof(c->parent), "%s%.*s", above, (int)len,
			 len > 0 ? place->parent : "");
	return true;
}

/* The parent is missing: whether it can be made. Returns EXIT_NOINPUT or EXIT_DENIED. */
static int parent_to_come(const struct candidate *c, struct err *err)
{
	char home[PATH_MAX];

	snprintf(home, sizeof(home), "%.*s", (int)(strrchr(c->parent, '/') - c->parent), c->parent);
	if (faccessat(AT_FDCWD, home[0] != '\0' ? home : "/", W_OK | X_OK, AT_EACCESS) != 0)
		return err_sys(err, REASON_CACHE_DIR_UNUSABLE, errno,
			       "cannot make the directory %s", c->parent);
	return err_set(err, REASON_CACHE_MISSING, "there is no cache yet");
}

/* Opens the parent, if it is safe. */
static int open_parent(const struct candidate *c, bool make, int *ret_above, struct err *err)
{
	struct stat st;
	int above, r = 0;

	if (c->kind == IN_PRIVATE)
		return fs_open_private_dir(AT_FDCWD, c->parent, false, ret_above, err);
	/* If it cannot be made, it cannot be opened either. */
	if (c->kind == IN_HOME && make)
		(void)mkdir(c->parent, 0700);
	above = fs_above(open(c->parent, (c->kind == IN_ROOT ? O_PATH : O_RDONLY | O_NOFOLLOW) |
						 O_DIRECTORY | O_CLOEXEC));
	if (above < 0 && errno == ENOENT && c->kind == IN_HOME && !make)
		return parent_to_come(c, err);
	if (above < 0 || fstat(above, &st) != 0)
		r = err_sys(err, fs_is_no_place(errno) ? REASON_CACHE_DIR_UNUSABLE : REASON_SYSTEM,
			    errno, "cannot open the directory %s", c->parent);
	else if (c->kind != IN_ROOT && (st.st_uid != geteuid() || (st.st_mode & 022) != 0))
		r = err_set(err, REASON_CACHE_DIR_UNUSABLE,
			    "others may write %s, or it is not ours", c->parent);
	if (r != 0)
		fs_close(&above);
	else
		*ret_above = above;
	return r;
}

/* Opens the directory itself; above is its open parent. */
static int open_in(const struct candidate *c, int above, bool make, int *ret_fd, struct err *err)
{
	int r = fs_open_private_dir(above, c->name, make, ret_fd, err);

	if (c->kind == GIVEN)
		return r;
	if (r == EXIT_DENIED && err_is(err, REASON_FILE_OWNER))
		return err_set(
			err, REASON_FILE_OWNER,
			"another user holds %s/%s, where the cache would lie: have it removed",
			c->parent, c->name);
	/* One on a file system that is mounted read-only keeps nothing. */
	if (r == 0 && faccessat(*ret_fd, ".", W_OK | X_OK, AT_EACCESS) != 0) {
		r = err_sys(err, fs_is_no_place(errno) ? REASON_CACHE_DIR_UNUSABLE : REASON_SYSTEM,
			    errno, "cannot write the directory %s/%s", c->parent, c->name);
		fs_close(ret_fd);
	}
	return r;
}

/*
 * Returns 0; EXIT_NOINPUT, without make, if it is missing and can be made; EXIT_DENIED, if it is no
 * place for a cache, with REASON_FILE_OWNER if somebody else holds it; or EXIT_OS.
 */
static int open_candidate(const struct candidate *c, bool make, int *ret_fd, struct err *err)
{
	int above = AT_FDCWD, r;

	if (c->why.code != 0) {
		*err = c->why;
		return err->code;
	}
	if (c->parent[0] == '\0')
		return err_set(err, REASON_CACHE_DIR_UNUSABLE,
			       "it is not set, or no directory of this user");
	if (c->kind != GIVEN && (r = open_parent(c, make, &above, err)) != 0)
		return r == EXIT_OS || (r == EXIT_NOINPUT && c->kind == IN_HOME)
			       ? r
			       : err_rename(err, REASON_CACHE_DIR_UNUSABLE);
	r = open_in(c, above, make, ret_fd, err);
	if (r == 0)
		trace("cache: in %s%s%s", c->kind != GIVEN ? c->parent : "",
		      c->kind != GIVEN ? "/" : "", c->name);
	else if (r == EXIT_NOINPUT && !make &&
		 faccessat(AT_FDCWD, c->parent, W_OK | X_OK, AT_EACCESS) != 0)
		r = err_sys(err, REASON_CACHE_DIR_UNUSABLE, errno, "cannot make the directory %s",
			    c->name);
	fs_close(&above);
	return r;
}

int cache_dir_open(const char *dir, bool make, int *ret_fd, struct err *err)
{
	struct err why = { 0 }, taken = { 0 };
	struct candidate c;
	int r = EXIT_DENIED;

	for (unsigned i = 0; candidate(i, dir, &c); i++) {
		r = open_candidate(&c, make, ret_fd, &why);
		if (r == 0 || r == EXIT_OS || (r == EXIT_NOINPUT && !make))
			break;
		if (err_is(&why, REASON_FILE_OWNER)) {
			taken = why;
			err_recode(&taken, EXIT_UNAVAILABLE);
		}
		r = EXIT_DENIED;
	}
	if (r == EXIT_DENIED && dir == NULL)
		return err_set(err, REASON_CACHE_UNAVAILABLE,
			       "there is no place for a cache: set XDG_RUNTIME_DIR, or cache-dir "
			       "in the configuration");
	if (dir != NULL && r != 0 && r != EXIT_NOINPUT)
		err_prefix(&why, "cache-dir");
	if (err != NULL)
		*err = r == 0 ? taken : why;
	return r == EXIT_DENIED ? err_recode(err, r) : r;
}

/* Looks at the open directory, or, if fd is not open, at the parent that it will be made in. */
static void examine(int fd, char *parent, struct cache_dir *dir)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
	int look = fd >= 0 ? fd : fs_above(open(parent, flags));
	char *slash = strrchr(parent, '/');
	struct statfs fs;

	/* The parent will be made, too. */
	if (look < 0 && slash != NULL && slash != parent) {
		*slash = '\0';
		look = fs_above(open(parent, flags));
	}
	dir->there = fd >= 0;
	dir->writable = look >= 0 && faccessat(look, ".", W_OK | X_OK, AT_EACCESS) == 0;
	if (look >= 0 && fstatfs(look, &fs) == 0) {
		/* The type is signed on some machines, and the numbers are not. */
		uint32_t type = (uint32_t)fs.f_type;
		dir->memory = type == TMPFS_MAGIC || type == RAMFS_MAGIC;
		dir->full = fs.f_blocks > 0 && fs.f_bavail == 0;
	}
	fs_close(&look);
}

void cache_dirs(const char *given, cache_dir_fn fn, void *arg)
{
	struct err err = { 0 };
	struct candidate c;

	for (unsigned i = 0; candidate(i, given, &c); i++) {
		struct cache_dir dir = { .path = given, .from = c.from };
		char path[sizeof(c.parent) + sizeof(c.own) + 1];
		int fd = -1, r = open_candidate(&c, false, &fd, &err);
		snprintf(path, sizeof(path), "%s/%s", c.parent, c.name);
		if (given == NULL && c.parent[0] != '\0')
			dir.path = path;
		if (r != 0 && r != EXIT_NOINPUT)
			dir.why = err.text;
		else
			examine(fd, c.parent, &dir);
		dir.taken = dir.why != NULL && given == NULL && err_is(&err, REASON_FILE_OWNER);
		fn(&dir, arg);
		if (dir.why == NULL || r == EXIT_OS)
			return;
	}
}

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

/* Returns 0, EXIT_NOINPUT if there is none or a damaged one, or EXIT_OS. */
static int read_salt(int dir, unsigned char salt[SIPHASH_KEY_SIZE], struct err *err)
{
	struct stat st;
	ssize_t n = 0;
	int fd = -1, r = fs_open(dir, salt_name, FS_PRIVATE, &fd, &st, err);

	if (r == 0 && st.st_size == SIPHASH_KEY_SIZE &&
	    (n = fs_read_once(fd, salt, SIPHASH_KEY_SIZE)) < 0)
		r = err_sys(err, REASON_SYSTEM, errno, "cannot read %s", salt_name);
	else if (r != EXIT_OS && n != SIPHASH_KEY_SIZE)
		r = err_set(err, REASON_CACHE_MISSING, "there is no cache yet");
	fs_close(&fd);
	return r;
}

/*
 * Of any number of processes that make the salt at once, the first to have the lock makes it for
 * all. A damaged one is replaced; what it named is out of reach then, and ages away.
 */
static int make_salt(int dir, unsigned char ret_salt[SIPHASH_KEY_SIZE], struct err *err)
{
	unsigned char fresh[SIPHASH_KEY_SIZE];
	int lock = -1, r;

	if ((r = dir_lock(dir, &lock, err)) != 0)
		return r;
	if ((r = read_salt(dir, ret_salt, err)) != EXIT_NOINPUT)
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
	int r = read_salt(dir, ret_salt, err);

	return r == EXIT_NOINPUT && make ? make_salt(dir, ret_salt, err) : r;
}
