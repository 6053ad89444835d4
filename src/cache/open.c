/* A cache of the user's: the policy over the store that the configuration names. */
#include "base/banned.h"
#include "cache/cache_dir.h"
#include "cache/internal.h"
#include "cache/store_dir.h"

static int open_cache(const char *dir, bool make, struct cache **ret_cache, struct err *err)
{
	struct store *store = NULL;
	int fd = -1, r;

	if ((r = cache_dir_open(dir, make, &fd, err)) != 0)
		return r;
	r = store_dir_open(fd, make, &store, err);
	/* A directory on a full or read-only file system is no place for a cache. */
	if (r == EXIT_OS && dir == NULL)
		r = err_recode(err, EXIT_UNAVAILABLE);
	return r != 0 ? r : cache_over(store, ret_cache, err);
}

int cache_open(const char *dir, struct cache **ret_cache, struct err *err)
{
	return open_cache(dir, true, ret_cache, err);
}

int cache_peek(const char *dir, struct cache **ret_cache, struct err *err)
{
	int r = open_cache(dir, false, ret_cache, err);

	return r == EXIT_NOINPUT ? err_set(err, REASON_CACHE_MISSING, "there is no cache yet") : r;
}

int cache_over(struct store *store, struct cache **ret_cache, struct err *err)
{
	struct cache *cache = calloc(1, sizeof(*cache));

	if (cache == NULL) {
		store->ops->close(store);
		return err_nomem(err);
	}
	cache->store = store;
	*ret_cache = cache;
	return 0;
}

void cache_close(struct cache **cache)
{
	if (cache == NULL || *cache == NULL)
		return;
	(*cache)->store->ops->close((*cache)->store);
	free(*cache);
	*cache = NULL;
}
