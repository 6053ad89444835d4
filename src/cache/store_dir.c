/*
 * A directory as a store. A value is a private file that is replaced as a whole, with a checksum
 * behind it. Reading takes no lock. A change, which must not lose another one, takes the lock of
 * the directory, which nobody holds for longer than a write; the lease of a name has a lock file of
 * its own. Notes are written in place, without a lock.
 */
#include "cache/store_dir.h"
#include "base/fs.h"
#include "cache/cache_dir.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct store_dir {
	struct cache cache;
	int dir;
};

/* How the file of a value is called: its name between these two. */
static const struct form {
	const char *before, *after;
} forms[] = {
	[STORE_TOKEN] = { "", ".token" },
	[STORE_STATE] = { "", ".state" },
	[STORE_DOCUMENT] = { "doc-", "" },
	[STORE_NOTES] = { "", ".notes" },
};
#define KINDS (sizeof(forms) / sizeof(forms[0]))
static const struct form lease_form = { "", ".lock" };

#define FILE_NAME_SIZE (STORE_NAME_SIZE + 8)

/* More than any write takes. */
#define SLACK_S 60

static int dir_of(const struct cache *cache)
{
	return ((const struct store_dir *)cache)->dir;
}

static const char *file_name(const struct form *form, const char *name, char out[FILE_NAME_SIZE])
{
	snprintf(out, FILE_NAME_SIZE, "%s%s%s", form->before, name, form->after);
	return out;
}

/* Whether a file is of this form; copies the name between. */
static bool has_form(const char *file, const struct form *form, char ret_name[STORE_NAME_SIZE])
{
	size_t before = strlen(form->before), name = STORE_NAME_SIZE - 1;

	if (strlen(file) != before + name + strlen(form->after) ||
	    strncmp(file, form->before, before) != 0 ||
	    strcmp(file + before + name, form->after) != 0)
		return false;
	snprintf(ret_name, STORE_NAME_SIZE, "%s", file + before);
	return true;
}

/* Takes the checksum off, if it is right. */
static bool unseal(const struct cache *cache, struct buf *b)
{
	unsigned char sum[SIPHASH_SIZE];

	if (b->len < sizeof(sum))
		return false;
	b->len -= sizeof(sum);
	siphash128(cache->salt, b->data, b->len, sum);
	return memcmp(b->data + b->len, sum, sizeof(sum)) == 0;
}

/* Reads an open file. */
static enum store_found read_value(const struct cache *cache, int fd, size_t size,
				   struct buf *value, struct err *err)
{
	/* A writer never changes a file in place, so its size is the size of what is read. */
	char *p = buf_reserve(value, size);
	ssize_t n;

	if (p == NULL) {
		err_nomem(err);
		return STORE_UNREADABLE;
	}
	if ((n = fs_read_once(fd, p, size)) < 0) {
		err_sys(err, REASON_SYSTEM, errno, "cannot read the cache");
		return STORE_UNREADABLE;
	}
	value->len = (size_t)n;
	return (size_t)n == size && unseal(cache, value) ? STORE_FOUND : STORE_DAMAGED;
}

/* As get of store.h; err: of STORE_UNREADABLE. */
static enum store_found get_value(const struct cache *cache, enum store_kind kind, const char *name,
				  struct buf *value, struct err *err)
{
	enum store_found found = STORE_DAMAGED;
	char file[FILE_NAME_SIZE];
	struct err why = { 0 };
	struct stat st;
	int fd = -1;
	int r = fs_open(dir_of(cache), file_name(&forms[kind], name, file), FS_PRIVATE, &fd, &st,
			&why);

	if (r == EXIT_NOINPUT)
		return STORE_NONE;
	if (r == EXIT_OS || (r != 0 && err_is(&why, REASON_FILE_ACCESS))) {
		found = STORE_UNREADABLE;
		if (err != NULL) {
			*err = why;
			err_rename(err, REASON_SYSTEM);
		}
	} else if (r == 0 && st.st_size > 0 && st.st_size <= (off_t)STORE_VALUE_MAX) {
		found = read_value(cache, fd, (size_t)st.st_size, value, err);
	}
	fs_close(&fd);
	if (found != STORE_FOUND)
		buf_reset(value);
	return found;
}

static enum store_found get(const struct cache *cache, enum store_kind kind, const char *name,
			    struct buf *value)
{
	return get_value(cache, kind, name, value, NULL);
}

static int write_value(const struct cache *cache, enum store_kind kind, const char *name,
		       struct buf *value, struct err *err)
{
	char file[FILE_NAME_SIZE];
	unsigned char sum[SIPHASH_SIZE];

	siphash128(cache->salt, buf_str(value), value->len, sum);
	buf_put(value, sum, sizeof(sum));
	return buf_error(value) ? err_nomem(err)
				: fs_replace(dir_of(cache), file_name(&forms[kind], name, file),
					     value->data, value->len, false, NULL, err);
}

/* It was put so long ago that nobody needs it: the profile of a key has changed, for example. */
static bool is_expired(const struct cache *cache, const char *file)
{
	char name[STORE_NAME_SIZE];
	struct stat st;

	for (size_t i = 0; i < KINDS; i++)
		if (has_form(file, &forms[i], name))
			return fstatat(dir_of(cache), file, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
			       time(NULL) - st.st_mtime > STORE_TTL_MAX_S + SLACK_S;
	return false;
}

static DIR *list(const struct cache *cache, struct err *err)
{
	int copy = fs_above(openat(dir_of(cache), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);

	if (dir == NULL) {
		err_sys(err, REASON_SYSTEM, errno, "cannot list the cache");
		fs_close(&copy);
	}
	return dir;
}

/* Removes what killed writers left, and what nobody needs. */
static void tidy(const struct cache *cache)
{
	DIR *dir = list(cache, NULL);
	struct dirent *e;

	while (dir != NULL && (e = readdir(dir)) != NULL) {
		int lock = -1;
		if (strncmp(e->d_name, FS_TEMPORARY, strlen(FS_TEMPORARY)) == 0)
			fs_remove_left_behind(dir_of(cache), e->d_name);
		/* With the lock nobody updates it between the second look and the removal. */
		if (!is_expired(cache, e->d_name) || dir_lock(dir_of(cache), &lock, NULL) != 0)
			continue;
		if (is_expired(cache, e->d_name))
			(void)unlinkat(dir_of(cache), e->d_name, 0);
		fs_close(&lock);
	}
	if (dir != NULL)
		closedir(dir);
}

static int put(const struct cache *cache, enum store_kind kind, const char *name, struct buf *value,
	       int64_t ttl_s, struct err *err)
{
	(void)ttl_s; /* All values are kept for the longest time. */
	/* A token is put seldom, and after a request, which takes longer than this. */
	if (kind == STORE_TOKEN)
		tidy(cache);
	return write_value(cache, kind, name, value, err);
}

static int drop(const struct cache *cache, enum store_kind kind, const char *name, struct err *err)
{
	char file[FILE_NAME_SIZE];

	if (unlinkat(dir_of(cache), file_name(&forms[kind], name, file), 0) != 0 && errno != ENOENT)
		return err_sys(err, REASON_SYSTEM, errno, "cannot remove %s from the cache", file);
	return 0;
}

static int update(const struct cache *cache, enum store_kind kind, const char *name, int64_t ttl_s,
		  store_update_fn fn, void *arg, struct err *err)
{
	struct buf value = BUF_SECRET(STORE_VALUE_MAX);
	int lock = -1, r;

	(void)ttl_s;
	if ((r = dir_lock(dir_of(cache), &lock, err)) != 0)
		return r;
	enum store_change change = STORE_LEAVE;
	if (get_value(cache, kind, name, &value, err) == STORE_UNREADABLE)
		r = EXIT_OS;
	else
		change = fn(&value, arg);
	if (change == STORE_DROP)
		r = drop(cache, kind, name, err);
	else if (change == STORE_PUT)
		r = write_value(cache, kind, name, &value, err);
	fs_close(&lock);
	buf_free(&value);
	return r;
}

/* With O_CREAT the kernel locks the directory, also for a file that is there, and all callers would
 * wait for each other. */
static int open_notes(const struct cache *cache, const char *name)
{
	const int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
	char file[FILE_NAME_SIZE];
	int fd = openat(dir_of(cache), file_name(&forms[STORE_NOTES], name, file), flags);

	if (fd < 0 && errno == ENOENT)
		fd = openat(dir_of(cache), file, flags | O_CREAT, 0600);
	return fs_above(fd);
}

static void note(const struct cache *cache, const char *name, unsigned number, store_note_fn fn,
		 void *arg)
{
	struct store_page page = { 0 };
	off_t at = (off_t)number * (off_t)sizeof(page);
	int fd = open_notes(cache, name);
	struct stat st;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    pread(fd, &page, sizeof(page), at) >= 0) {
		unsigned n = fn(&page, arg);
		if (n < STORE_PAGE_NOTES)
			(void)!pwrite(fd, page.notes[n], STORE_NOTE_SIZE,
				      at + (off_t)n * STORE_NOTE_SIZE);
	}
	fs_close(&fd);
}

static int each(const struct cache *cache, enum store_kind kind, store_each_fn fn, void *arg,
		struct err *err)
{
	DIR *dir = list(cache, err);
	struct dirent *e = NULL;
	bool unread = dir == NULL;
	int r = 0;

	while (dir != NULL && r == 0 && (errno = 0, e = readdir(dir)) != NULL) {
		struct buf value = BUF_SECRET(STORE_VALUE_MAX);
		char name[STORE_NAME_SIZE];
		enum store_found found = STORE_NONE;
		if (has_form(e->d_name, &forms[kind], name))
			found = get_value(cache, kind, name, &value, err);
		if (found == STORE_FOUND)
			r = fn(name, &value, arg);
		unread = unread || found == STORE_UNREADABLE;
		buf_free(&value);
	}
	if (dir != NULL && e == NULL && errno != 0) {
		err_sys(err, REASON_SYSTEM, errno, "cannot list the cache");
		unread = true;
	}
	if (dir != NULL)
		closedir(dir);
	return r == 0 && unread ? EXIT_OS : r;
}

/* The mark of a lease that was held in vain: its file was changed at this second of 1970. A time
 * needs no room on a full disk. */
#define VAIN_S 1

static bool is_vain(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_mtime == VAIN_S;
}

static void release(struct cache_lease *lease)
{
	const struct timespec vain[] = { { .tv_sec = VAIN_S }, { .tv_sec = VAIN_S } };

	if (lease->fd >= 0 && lease->vain != is_vain(lease->fd))
		(void)futimens(lease->fd, lease->vain ? vain : NULL);
	fs_close(&lease->fd);
	free(lease);
}

/* Whether this is still the cache that was opened. ccred(1): any file may be removed at any
 * time. */
static int check_salt(const struct cache *cache, struct err *err)
{
	unsigned char salt[SIPHASH_KEY_SIZE];
	int r = dir_salt(dir_of(cache), false, salt, err);

	if (r == EXIT_NOINPUT || (r == 0 && memcmp(salt, cache->salt, sizeof(salt)) != 0))
		r = err_set(err, REASON_CACHE_MISSING,
			    "the cache was removed while the call ran: call again");
	explicit_bzero(salt, sizeof(salt));
	return r;
}

static int lease(const struct cache *cache, const char *name, struct cache_lease **ret_lease,
		 struct err *err)
{
	struct cache_lease *own = malloc(sizeof(*own));
	char file[FILE_NAME_SIZE];
	int why, r;

	if (own == NULL)
		return err_nomem(err);
	own->release = release;
	own->fd = fs_above(openat(dir_of(cache), file_name(&lease_form, name, file),
				  O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
	why = own->fd < 0 || flock(own->fd, LOCK_EX | LOCK_NB) != 0 ? errno : 0;
	if (why == EWOULDBLOCK) {
		r = err_set(err, REASON_LEASE_HELD,
			    "another call has been asking for this token all the time: call again");
	} else if ((r = check_salt(cache, err)) == 0 && why != 0) {
		r = err_sys(err, REASON_SYSTEM, why, "cannot lock %s", file);
	} else if (r == 0) {
		own->vain = is_vain(own->fd);
		*ret_lease = own;
		return 0;
	}
	fs_close(&own->fd);
	free(own);
	return r;
}

static void close_store(struct cache *cache)
{
	struct store_dir *own = (struct store_dir *)cache;

	fs_close(&own->dir);
	explicit_bzero(own->cache.salt, sizeof(own->cache.salt));
	free(own);
}

int store_dir_open(int dir, bool make, struct cache **ret_cache, struct err *err)
{
	static const struct store_ops ops = {
		.get = get,
		.put = put,
		.drop = drop,
		.update = update,
		.note = note,
		.each = each,
		.lease = lease,
		.close = close_store,
	};
	struct store_dir *own = calloc(1, sizeof(*own));
	int r;

	if (own == NULL) {
		fs_close(&dir);
		return err_nomem(err);
	}
	own->cache.ops = &ops;
	own->dir = dir;
	if ((r = dir_salt(dir, make, own->cache.salt, err)) != 0) {
		close_store(&own->cache);
		return r;
	}
	*ret_cache = &own->cache;
	return 0;
}
