/* The token that the cache holds for a profile, for commands that look at it. */
#pragma once

#include "base/err.h"
#include "cache/cache.h"
#include "stack/bind.h"

/* Set up with { 0 }. The caller closes it, after a failure too. */
struct cached_token {
	/* NULL: there is none, or nothing is in it yet. */
	struct cache *cache;
	/* Set if cache is. */
	struct cache_key *key;
	enum cache_state state;
	struct cache_token token;
};

/*
 * Opens the cache without making anything, and looks for the token. Returns 0, also without a
 * token, or why there is no cache, as cache_peek and profile_key.
 */
int cached_token_open(const struct bound *bound, struct cached_token *held, struct err *err);

/* Looks once more. */
void cached_token_look(const struct profile *profile, struct cached_token *held);
void cached_token_close(struct cached_token *held);
