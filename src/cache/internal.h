/* What the files of the policy share: a cache and a key, as they are inside. */
#ifndef CCRED_CACHE_INTERNAL_H
#define CCRED_CACHE_INTERNAL_H

#include "base/buf.h"
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

#endif
