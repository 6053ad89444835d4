/* What the files of the policy share: a cache and a key, as they are inside, and the rules for both clocks. */
#pragma once

#include "cache/cache.h"
#include "cache/store.h"

struct cache {
	struct store *store;
};

struct cache_key {
	char name[STORE_NAME_SIZE];
	/* Repeated in each value, so that no other key can be answered with it. */
	struct buf text;
};

/* The name that bytes hash to. Returns out. */
char *cache_name(const struct cache *cache, const void *data, size_t len,
		 char out[STORE_NAME_SIZE]);

/*
 * Seconds since the stamp, for what must not be used for too long: by the clock that has gone further, or by
 * wall time alone where a boot id could not be read. -1: it cannot be told, for the stamp is of another boot,
 * or a clock stands before it.
 */
int64_t stamp_age(const struct clock_now *stamp, const struct clock_now *now);

/* Seconds since the stamp, by CLOCK_BOOTTIME. -1: the stamp is from another boot, or in the future. */
int64_t stamp_since(const struct clock_now *stamp, const struct clock_now *now);
