/* The lease of a key: one caller asks the server, the others wait for what it brings. */
#include "base/banned.h"
#include "cache/internal.h"
#include "base/trace.h"

int cache_lease_try(const struct cache *cache, const struct cache_key *key,
		    struct cache_lease **ret_lease, struct err *err)
{
	return cache->store->ops->lease(cache->store, key->name, ret_lease, err);
}

int cache_lease_wait(const struct cache *cache, const struct cache_key *key, int64_t deadline_ms,
		     struct cache_lease **ret_lease, struct err *err)
{
	int step_ms = 0, r;

	while ((r = cache_lease_try(cache, key, ret_lease, err)) == EXIT_TEMPFAIL &&
	       clock_left(deadline_ms) > 0) {
		if (step_ms == 0)
			trace("lock: waiting for another call that asks");
		clock_backoff(&step_ms, deadline_ms);
	}
	return r;
}

int cache_lease_fd(const struct cache_lease *lease)
{
	return lease != NULL ? lease->fd : -1;
}

void cache_lease_release(struct cache_lease **lease)
{
	if (*lease != NULL)
		(*lease)->release(*lease);
	*lease = NULL;
}
