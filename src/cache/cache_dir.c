/* Which directory the cache lies in: the candidates in their order, and what is to be said of each. */
#include "base/banned.h"
#include "cache/cache_dir.h"
#include "base/fs.h"
#include "base/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

/* A directory of ours, in a parent that is safe in one of three ways. */
struct candidate {
	enum {
		/* Ours alone: nobody else can put another directory in its place. */
		IN_PRIVATE,
		/* A unit's directory is ours; its mode may let others look in (0755). */
		IN_UNIT,
		/* Root's, sticky or not: a name of our own is safe there once it is ours. */
		IN_ROOT,
		/* Any: cache-dir names the directory. */
		GIVEN,
	} kind;
	/* What names it. */
	const char *from;
	/* Empty: it does not apply. */
	char path[PATH_MAX];
	/* The length of the parent's path. */
	size_t parent;
};

static void set(struct candidate *c, int kind, const char *from, const char *parent, size_t len,
		const char *name)
{
	*c = (struct candidate){ .kind = kind, .from = from, .parent = len };
	if (parent != NULL && len + strlen(name) + 1 < sizeof(c->path))
		snprintf(c->path, sizeof(c->path), "%.*s/%s", (int)len, parent, name);
}

/* The nth candidate, from 0. Returns false if there is none. */
static bool candidate(unsigned n, const char *given, struct candidate *c)
{
	unsigned uid = (unsigned)geteuid();
	const char *dir;
	char own[32];

	if (given != NULL) {
		dir = strrchr(given, '/');
		set(c, GIVEN, "cache-dir", given, (size_t)(dir - given), dir + 1);
		return n == 0;
	}
	switch (n) {
	case 0:
		dir = fs_user_dir("XDG_RUNTIME_DIR");
		set(c, IN_PRIVATE, "XDG_RUNTIME_DIR", dir, dir != NULL ? strlen(dir) : 0, "ccred");
		return true;
	case 1:
		dir = getenv("RUNTIME_DIRECTORY"); /* systemd.exec(5): separated by colons */
		if (dir != NULL && dir[0] != '/')
			dir = NULL;
		set(c, IN_UNIT, "RUNTIME_DIRECTORY", dir, dir != NULL ? strcspn(dir, ":") : 0,
		    "ccred");
		return true;
	case 2:
		snprintf(own, sizeof(own), "/run/user/%u", uid);
		set(c, IN_PRIVATE, "/run/user", own, strlen(own), "ccred");
		return true;
	case 3:
		set(c, IN_ROOT, "root's place", uid == 0 ? "/run" : NULL, strlen("/run"), "ccred");
		return true;
	case 4:
		snprintf(own, sizeof(own), "ccred-%u", uid);
		set(c, IN_ROOT, "shared memory", "/dev/shm", strlen("/dev/shm"), own);
		return true;
	default:
		return false;
	}
}

static const char *parent_of(const struct candidate *c, char out[PATH_MAX])
{
	snprintf(out, PATH_MAX, "%.*s", c->parent > 0 ? (int)c->parent : 1, c->path);
	return out;
}

/* Opens the parent, if it is safe. */
static int open_parent(const struct candidate *c, int *ret_above, struct err *err)
{
	char path[PATH_MAX];
	struct stat st;
	int above;

	if (c->kind == IN_PRIVATE)
		return fs_open_private_dir(AT_FDCWD, parent_of(c, path), false, ret_above, err);
	above = open(parent_of(c, path), (c->kind == IN_ROOT ? O_PATH : O_RDONLY | O_NOFOLLOW) |
						 O_DIRECTORY | O_CLOEXEC);
	if (above < 0)
		return err_sys(err, REASON_CACHE_DIR_UNUSABLE, errno,
			       "cannot open the directory %s", path);
	if (c->kind == IN_UNIT &&
	    (fstat(above, &st) != 0 || st.st_uid != geteuid() || (st.st_mode & 022) != 0)) {
		fs_close(&above);
		return err_set(err, REASON_CACHE_DIR_UNUSABLE,
			       "others may write %s, or it is not ours", path);
	}
	*ret_above = above;
	return 0;
}

/* Returns 0; EXIT_NOINPUT, without make, if it is missing and can be made; else it cannot be used. */
static int open_candidate(const struct candidate *c, bool make, int *ret_fd, struct err *err)
{
	const char *name = c->kind == GIVEN ? c->path : c->path + c->parent + 1;
	int above = AT_FDCWD, r;
	char parent[PATH_MAX];

	if (c->path[0] == '\0')
		return err_set(err, REASON_CACHE_DIR_UNUSABLE,
			       "it is not set, or no directory of this user");
	if (c->kind != GIVEN && open_parent(c, &above, err) != 0)
		return EXIT_DENIED;
	r = fs_open_private_dir(above, name, make, ret_fd, err);
	if (r == 0)
		trace("cache: in %s", c->path);
	else if (r == EXIT_NOINPUT && !make &&
		 faccessat(AT_FDCWD, parent_of(c, parent), W_OK | X_OK, AT_EACCESS) != 0)
		r = err_sys(err, REASON_CACHE_DIR_UNUSABLE, errno, "cannot make the directory %s",
			    c->path);
	fs_close(&above);
	return r;
}

int cache_dir_open(const char *dir, bool make, int *ret_fd, struct err *err)
{
	struct candidate c;

	for (unsigned i = 0; candidate(i, dir, &c); i++) {
		int r = open_candidate(&c, make, ret_fd, dir != NULL ? err : NULL);
		if (r == 0 || (r == EXIT_NOINPUT && !make))
			return r;
	}
	if (dir == NULL)
		return err_set(err, REASON_CACHE_UNAVAILABLE,
			       "there is no place for a cache: set XDG_RUNTIME_DIR, or cache-dir "
			       "in the configuration");
	err_prefix(err, "cache-dir");
	return err_recode(err, EXIT_DENIED);
}

/* Looks at the open directory, or, if fd is not open, at the parent that it will be made in. */
static void examine(int fd, const struct candidate *c, struct cache_dir *dir)
{
	char parent[PATH_MAX];
	struct statfs fs;

	dir->there = fd >= 0;
	if (fd < 0)
		fd = open(parent_of(c, parent), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	dir->writable = fd >= 0 && faccessat(fd, ".", W_OK | X_OK, AT_EACCESS) == 0;
	if (fd >= 0 && fstatfs(fd, &fs) == 0) {
		dir->memory = fs.f_type == TMPFS_MAGIC || fs.f_type == RAMFS_MAGIC;
		dir->full = fs.f_blocks > 0 && fs.f_bavail == 0;
	}
	fs_close(&fd);
}

void cache_dirs(const char *given, cache_dir_fn fn, void *arg)
{
	struct err err = { 0 };
	struct candidate c;

	for (unsigned i = 0; candidate(i, given, &c); i++) {
		struct cache_dir dir = { .path = c.path[0] != '\0' ? c.path : NULL,
					 .from = c.from };
		int fd = -1, r = open_candidate(&c, false, &fd, &err);
		if (r != 0 && r != EXIT_NOINPUT)
			dir.why = err.text;
		else
			examine(fd, &c, &dir);
		fn(&dir, arg);
		if (dir.why == NULL)
			return;
	}
}
