/* The key of a profile in the cache, as callers and ccred-acquire make it. */
#pragma once

#include "base/err.h"
#include "cache/cache.h"
#include "stack/bind.h"

/* Caller and ccred-acquire make the same key, unless the configuration has changed in between.
 * Returns 0 or EXIT_OS. */
int profile_key(const struct bound *bound, const struct cache *cache, struct cache_key **ret_key,
		struct err *err);
