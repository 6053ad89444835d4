/* The token that the cache holds for a profile, for commands that look at it. */
#ifndef CCRED_CLIENT_CACHED_TOKEN_H
#define CCRED_CLIENT_CACHED_TOKEN_H

#include "stack/capture.h"
#include "base/err.h"
#include "cache/cache.h"
#include "config/profile.h"

/* Set up with { 0 }; held_close at the end, in case of failure too. */
struct held {
	struct cache *cache; /* NULL: no place for one, or nothing in it yet */
	struct cache_key *key; /* set if cache is */
	enum cache_state state;
	struct cache_token token; /* unless state is CACHE_MISS */
};

/*
 * Opens the cache without making anything, and looks. Returns 0 (also when there is no token), or why
 * there is no cache, as cache_peek and capture_key.
 */
int held_open(const struct profile *profile, const struct capture *capture, struct held *held,
	      struct err *err);

/* Looks once more. */
void held_look(const struct profile *profile, struct held *held);
void held_close(struct held *held);

#endif
