/* Where the cache may lie: the places in their order, and what is to be said of each. */
#include "base/banned.h"
#include "base/fs.h"
#include "base/trace.h"
#include "cache/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

/* A place that a cache may lie in: a directory of ours in a parent that is safe in one of three ways. */
struct candidate {
	enum {
		PARENT_PRIVATE, /* ours alone: whoever may write there could put another in its place */
		/* A unit's directory is ours; its mode may let others look in (0755). */
		PARENT_UNIT,
		PARENT_ROOT, /* sticky or not: a name of our own is safe there once it is ours */
	} kind;
	const char *from; /* what names it */
	char parent[PATH_MAX]; /* empty: it does not apply */
	char name[32];
};
#define CANDIDATES 5

static void set(struct candidate *c, int kind, const char *from, const char *parent, size_t len)
{
	c->kind = kind;
	c->from = from;
	if (parent != NULL && len < sizeof(c->parent))
		snprintf(c->parent, sizeof(c->parent), "%.*s", (int)len, parent);
}

/* The nth place, from 0. */
static void candidate(unsigned n, struct candidate *c)
{
	unsigned uid = (unsigned)geteuid();
	const char *dir;
	char user[32];

	c->parent[0] = '\0';
	snprintf(c->name, sizeof(c->name), "ccred");
	switch (n) {
	case 0:
		dir = fs_user_dir("XDG_RUNTIME_DIR");
		set(c, PARENT_PRIVATE, "XDG_RUNTIME_DIR", dir, dir != NULL ? strlen(dir) : 0);
		break;
	case 1:
		dir = getenv("RUNTIME_DIRECTORY"); /* systemd.exec(5): separated by colons */
		if (dir != NULL && dir[0] != '/')
			dir = NULL;
		set(c, PARENT_UNIT, "RUNTIME_DIRECTORY", dir, dir != NULL ? strcspn(dir, ":") : 0);
		break;
	case 2:
		snprintf(user, sizeof(user), "/run/user/%u", uid);
		set(c, PARENT_PRIVATE, "/run/user", user, strlen(user));
		break;
	case 3:
		set(c, PARENT_ROOT, "root's place", uid == 0 ? "/run" : NULL, strlen("/run"));
		break;
	default:
		snprintf(c->name, sizeof(c->name), "ccred-%u", uid);
		set(c, PARENT_ROOT, "shared memory", "/dev/shm", strlen("/dev/shm"));
		break;
	}
}

static int open_parent(const struct candidate *c, int *ret_above, struct err *err)
{
	struct stat st;
	int above;

	if (c->kind == PARENT_PRIVATE)
		return fs_open_private_dir(AT_FDCWD, c->parent, false, ret_above, err);
	above = open(c->parent, (c->kind == PARENT_ROOT ? O_PATH : O_RDONLY | O_NOFOLLOW) |
					O_DIRECTORY | O_CLOEXEC);
	if (above < 0)
		return err_sys(err, EXIT_DENIED, errno, "cannot open the directory %s", c->parent);
	if (c->kind == PARENT_UNIT &&
	    (fstat(above, &st) != 0 || st.st_uid != geteuid() || (st.st_mode & 022) != 0)) {
		fs_close(&above);
		return err_set(err, EXIT_DENIED, "others may write %s, or it is not ours",
			       c->parent);
	}
	*ret_above = above;
	return 0;
}

/*
 * Returns 0; EXIT_NOINPUT if it is only looked for (make is not set), is missing, and would be made; any
 * other: this is no place for it.
 */
static int open_candidate(const struct candidate *c, bool make, int *ret_dir, struct err *err)
{
	int above = -1, r;

	if (c->parent[0] == '\0')
		return err_set(err, EXIT_DENIED, "it is not set, or no directory of this user");
	if (open_parent(c, &above, err) != 0)
		return EXIT_DENIED;
	r = fs_open_private_dir(above, c->name, make, ret_dir, err);
	if (r == 0)
		trace("cache: in %s/%s", c->parent, c->name);
	if (r == EXIT_NOINPUT && (make || faccessat(above, ".", W_OK | X_OK, 0) != 0))
		r = err_set(err, EXIT_DENIED, "nothing can be made in %s", c->parent);
	fs_close(&above);
	return r;
}

int place_open(bool make, int *ret_dir, struct err *err)
{
	struct candidate c;
	int r;

	for (unsigned i = 0; i < CANDIDATES; i++) {
		candidate(i, &c);
		if (c.parent[0] != '\0' &&
		    ((r = open_candidate(&c, make, ret_dir, NULL)) == 0 || r == EXIT_NOINPUT))
			return r;
	}
	return err_set(err, EXIT_UNAVAILABLE,
		       "there is no place for a cache: set XDG_RUNTIME_DIR, or cache-dir in the "
		       "configuration");
}

int place_makeable(const char *dir, struct err *err)
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

/* What fd or, if that is not open, the directory above it says of a place. */
static void examine(int fd, const char *parent, struct cache_place *place)
{
	int above = fd >= 0 ? -1 : open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int look = fd >= 0 ? fd : above;
	struct statfs fs;

	place->there = fd >= 0;
	place->writable = look >= 0 && faccessat(look, ".", W_OK | X_OK, AT_EACCESS) == 0;
	if (look >= 0 && fstatfs(look, &fs) == 0) {
		place->memory = fs.f_type == TMPFS_MAGIC || fs.f_type == RAMFS_MAGIC;
		place->full = fs.f_blocks > 0 && fs.f_bavail == 0;
	}
	fs_close(&above);
}

void cache_places(const char *dir, cache_place_fn fn, void *arg)
{
	struct candidate c;
	struct err err = { 0 };

	for (unsigned i = 0; i < (dir != NULL ? 1 : CANDIDATES); i++) {
		struct cache_place place = { .path = dir, .from = "cache-dir" };
		char path[sizeof(c.parent) + sizeof(c.name) + 1];
		int fd = -1, r;
		if (dir != NULL) {
			r = fs_open_private_dir(AT_FDCWD, dir, false, &fd, &err);
			if (r == EXIT_NOINPUT)
				r = place_makeable(dir, &err);
			snprintf(c.parent, sizeof(c.parent), "%.*s",
				 (int)(strrchr(dir, '/') - dir + 1), dir);
		} else {
			candidate(i, &c);
			r = open_candidate(&c, false, &fd, &err);
			snprintf(path, sizeof(path), "%s/%s", c.parent, c.name);
			place.path = c.parent[0] != '\0' ? path : NULL;
			place.from = c.from;
		}
		if (r != 0 && r != EXIT_NOINPUT)
			place.why = err.text;
		else
			examine(fd, c.parent, &place);
		fs_close(&fd);
		fn(&place, arg);
		if (place.why == NULL)
			return;
	}
}
