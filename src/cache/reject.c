/* Rejected tokens: their prints, newest last, so that none of them is handed out again. */
#include "base/banned.h"
#include "base/fs.h"
#include "base/trace.h"
#include "cache/internal.h"

/* A day's worth at one request a minute would be more; but only the newest can still be about. */
#define MAX_REJECTED 64

static size_t read_prints(const struct cache *cache, const struct cache_key *key, struct buf *b)
{
	char name[FILE_NAME_SIZE];

	file_name(key, SUFFIX_REJECTED, name);
	if (!record_read(cache, name, b) || b->len % CACHE_PRINT_SIZE != 0)
		buf_reset(b);
	return b->len / CACHE_PRINT_SIZE;
}

static bool holds(const struct buf *b, const unsigned char *print)
{
	for (size_t i = 0; i + CACHE_PRINT_SIZE <= b->len; i += CACHE_PRINT_SIZE)
		if (memcmp(b->data + i, print, CACHE_PRINT_SIZE) == 0)
			return true;
	return false;
}

bool rejected_holds(const struct cache *cache, const struct cache_key *key,
		    const unsigned char print[CACHE_PRINT_SIZE])
{
	struct buf b = BUF_INIT;

	(void)read_prints(cache, key, &b);
	bool found = holds(&b, print);
	buf_free(&b);
	return found;
}

int cache_reject(const struct cache *cache, const struct cache_key *key, const void *token,
		 size_t len, struct err *err)
{
	unsigned char print[CACHE_PRINT_SIZE];
	struct buf b = BUF_INIT;
	char name[FILE_NAME_SIZE];
	int lock = -1, r;

	cache_print(cache, token, len, print);
	/* Two writers at once must not lose one another's print, nor wait for a key's lock. */
	if ((r = dir_lock(cache->dir, &lock, err)) != 0)
		return r;
	size_t n = read_prints(cache, key, &b);
	if (holds(&b, print))
		goto out;
	if (n >= MAX_REJECTED)
		buf_drop(&b, (n - MAX_REJECTED + 1) * CACHE_PRINT_SIZE);
	buf_put(&b, print, sizeof(print));
	file_name(key, SUFFIX_REJECTED, name);
	r = buf_error(&b) ? err_nomem(err) : record_write(cache, name, b.data, b.len, err);
	if (r == 0)
		trace("cache: the token is marked as rejected");
out:
	fs_close(&lock);
	buf_free(&b);
	return r;
}
