/* Records: private files that are read whole and unchanged, or not at all; and the names of files. */
#include "base/banned.h"
#include "base/fs.h"
#include "base/limits.h"
#include "cache/entry.h"
#include "cache/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

void file_name(const struct cache_key *key, const char *suffix, char out[FILE_NAME_SIZE])
{
	snprintf(out, FILE_NAME_SIZE, "%s%s", key->name, suffix);
}

void record_seal(const struct cache *cache, struct buf *b)
{
	unsigned char sum[SIPHASH_SIZE];

	if (buf_error(b))
		return;
	siphash128(cache->salt, b->data, b->len, sum);
	buf_put(b, sum, sizeof(sum));
}

bool record_open(const struct cache *cache, struct buf *b)
{
	unsigned char sum[SIPHASH_SIZE];

	if (buf_error(b) || b->len < sizeof(sum))
		return false;
	siphash128(cache->salt, b->data, b->len - sizeof(sum), sum);
	if (memcmp(b->data + b->len - sizeof(sum), sum, sizeof(sum)) != 0)
		return false;
	b->len -= sizeof(sum);
	b->data[b->len] = '\0';
	return true;
}

bool record_read(const struct cache *cache, const char *name, struct buf *b)
{
	struct stat st;
	int fd = -1;
	bool whole = false;

	if (fs_open(cache->dir, name, FS_PRIVATE, &fd, &st, NULL) != 0)
		return false;
	if (st.st_size > 0 && st.st_size <= (off_t)MAX_RECORD) {
		/* A writer never changes a file in place, so its size is the size of what is read. */
		size_t size = (size_t)st.st_size;
		char *p = buf_reserve(b, size);
		if (p != NULL && pread(fd, p, size, 0) == (ssize_t)size) {
			b->len += size;
			whole = record_open(cache, b);
		}
	}
	fs_close(&fd);
	if (!whole)
		buf_reset(b);
	return whole;
}

int record_write(const struct cache *cache, const char *name, const void *data, size_t len,
		 struct err *err)
{
	struct buf b = BUF_SECRET(MAX_RECORD);
	int r;

	buf_put(&b, data, len);
	record_seal(cache, &b);
	if (buf_error(&b))
		r = err_nomem(err);
	else
		r = fs_replace(cache->dir, name, b.data, b.len, err);
	buf_free(&b);
	return r;
}

/* Calls fn for each name in the directory. */
static void each_name(const struct cache *cache,
		      void (*fn)(const struct cache *, const char *, void *), void *arg)
{
	int copy = openat(cache->dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);

	if (dir == NULL) {
		fs_close(&copy);
		return;
	}
	for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir))
		fn(cache, e->d_name, arg);
	closedir(dir);
}

/* More than any write takes. */
#define SLACK_S 60

/* Nothing in it can be of use to anybody any more: of a profile that has changed, say, or a job that has
 * ended. Rejections stay, for they are written without the lock of their key. */
static bool is_expired(const char *name, time_t age_s)
{
	static const char *const suffixes[] = { SUFFIX_TOKEN, SUFFIX_FAILURE, SUFFIX_REFUSED,
						SUFFIX_ERROR, SUFFIX_RENEW };
	const char *suffix = strrchr(name, '.');

	if (age_s <= MAX_TOKEN_LIFETIME_S + SLACK_S)
		return false;
	for (size_t i = 0; suffix != NULL && i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		if (strcmp(suffix, suffixes[i]) == 0)
			return true;
	return strncmp(name, PREFIX_DOCUMENT, strlen(PREFIX_DOCUMENT)) == 0;
}

static void remove_useless(const struct cache *cache, const char *name, void *arg)
{
	struct stat st;

	(void)arg;
	if (strncmp(name, FS_TEMPORARY, strlen(FS_TEMPORARY)) == 0)
		fs_remove_left_behind(cache->dir, name);
	else if (fstatat(cache->dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		 is_expired(name, time(NULL) - st.st_mtime))
		(void)unlinkat(cache->dir, name, 0);
}

void tidy(const struct cache *cache)
{
	each_name(cache, remove_useless, NULL);
}

/*
 * Reads a token or a failure, and puts the text of its key, which is what it ends with, into b. Returns
 * false for any other file, and for what is not whole; ret_token says which of the two it is.
 */
static bool read_key(const struct cache *cache, const char *name, struct buf *b, bool *ret_token)
{
	static const char *const suffixes[] = { SUFFIX_TOKEN, SUFFIX_FAILURE, SUFFIX_REFUSED,
						SUFFIX_ERROR };
	const char *suffix = strlen(name) < KEY_NAME_SIZE ? "" : name + KEY_NAME_SIZE - 1;
	struct buf record = BUF_SECRET(MAX_RECORD);
	const char *text = NULL;
	size_t len = 0;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		if (strcmp(suffix, suffixes[i]) != 0 || !record_read(cache, name, &record))
			continue;
		*ret_token = i == 0;
		text = (i == 0 ? entry_key : failure_key)(&record, &len);
	}
	if (text != NULL)
		buf_put(b, text, len);
	buf_free(&record);
	return text != NULL && b->len > 0 && !buf_error(b);
}

/* What cache_forget_profile looks for. */
struct search {
	const char *profile, *tenant;
	size_t count;
	struct err *err;
	int r; /* of the first that could not be dropped */
};

/* Whether the text of a key says that line, and the whole of it. */
static bool says(const struct buf *text, const char *key, const char *value)
{
	struct buf line = BUF_INIT;
	bool found;

	buf_printf(&line, "\n%s=%s\n", key, value);
	found = !buf_error(&line) && memmem(text->data, text->len, line.data, line.len) != NULL;
	buf_free(&line);
	return found;
}

static void forget_if(const struct cache *cache, const char *name, void *arg)
{
	struct search *search = arg;
	struct cache_key key = { .text = BUF_INIT };
	struct buf text = BUF_INIT;
	bool token = false;
	bool match = read_key(cache, name, &text, &token) &&
		     says(&text, "profile", search->profile) &&
		     (search->tenant == NULL || says(&text, "tenant", search->tenant));

	buf_free(&text);
	if (!match)
		return;
	memcpy(key.name, name, KEY_NAME_SIZE - 1);
	int r = cache_forget(cache, &key, search->r == 0 ? search->err : NULL);
	if (search->r == 0)
		search->r = r;
	if (token && r == 0)
		search->count++;
}

int cache_forget_profile(const struct cache *cache, const char *profile, const char *tenant,
			 size_t *ret_count, struct err *err)
{
	struct search search = { .profile = profile, .tenant = tenant, .err = err };

	each_name(cache, forget_if, &search);
	*ret_count = search.count;
	return search.r;
}

/* The value of a line of the text of a key, as a new string; NULL: there is none, or no memory. */
static char *value_of(const struct buf *text, const char *line)
{
	const char *at = memmem(text->data, text->len, line, strlen(line));

	if (at == NULL)
		return NULL;
	at += strlen(line);
	return strndup(at, strcspn(at, "\n"));
}

struct owners {
	cache_owner_fn fn;
	void *arg;
	int r;
};

static void show_owner(const struct cache *cache, const char *name, void *arg)
{
	struct owners *owners = arg;
	struct buf text = BUF_INIT;
	bool token;

	if (owners->r == 0 && read_key(cache, name, &text, &token)) {
		/* Written by profile_describe: neither holds a byte that kv escapes. */
		char *profile = value_of(&text, "\nprofile=");
		char *tenant = value_of(&text, "\ntenant=");
		if (profile != NULL)
			owners->r = owners->fn(profile, tenant, owners->arg);
		free(profile);
		free(tenant);
	}
	buf_free(&text);
}

int cache_each_owner(const struct cache *cache, cache_owner_fn fn, void *arg)
{
	struct owners owners = { .fn = fn, .arg = arg };

	each_name(cache, show_owner, &owners);
	return owners.r;
}

int cache_forget(const struct cache *cache, const struct cache_key *key, struct err *err)
{
	static const char *const suffixes[] = { SUFFIX_TOKEN, SUFFIX_FAILURE,  SUFFIX_REFUSED,
						SUFFIX_ERROR, SUFFIX_REJECTED, SUFFIX_RENEW };
	char name[FILE_NAME_SIZE];
	int r = 0;

	for (size_t i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		file_name(key, suffixes[i], name);
		if (unlinkat(cache->dir, name, 0) != 0 && errno != ENOENT)
			r = err_sys(err, EXIT_OS, errno, "cannot remove %s from the cache", name);
	}
	return r;
}
