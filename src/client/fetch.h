/* One caller's way to a token: what obtain.c and renew.c share. */
#pragma once

#include "base/clock.h"
#include "cache/cache.h"
#include "client/spawn.h"

/* Set up by fetch_begin; the caller opens the cache and makes the key. */
struct fetch {
	/* How ccred-acquire is started for it; fetch_spawn completes it. */
	struct spawn spawn;
	const struct profile *profile;
	const struct obtain_options *options;
	struct bound *bound;
	/* NULL: there is no place for one. */
	struct cache *cache;
	struct cache_key *key;
	/* NULL: it is not held. */
	struct cache_lease *lease;
	struct clock_now begin;

	/* Whether the cache was looked into, and what the last look found. */
	bool looked;
	enum cache_state state;
	struct cache_token cached;
};

/* Starts the clocks, and binds the profile in this environment. Returns 0 or EXIT_OS; fetch_end in both cases. */
int fetch_begin(struct fetch *f, const struct client *client, const struct profile *profile,
		const struct obtain_options *options, struct err *err);

/* Frees and releases what it holds, however far it came. */
void fetch_end(struct fetch *f);

/* Looks into the cache, if there is one, and sets state and cached. */
void fetch_look(struct fetch *f);

/*
 * A failure that this caller shares instead of asking itself: one of the server while it counts; one of the
 * credentials only if it came while this caller waited for another one, because otherwise something may have
 * changed, which ccred-acquire finds out. Returns its code with the message, or 0: there is none.
 */
int fetch_shared_failure(const struct fetch *f, bool waited, struct err *err);

/* Completes f->spawn with the key and the lease, and returns it. */
const struct spawn *fetch_spawn(struct fetch *f);
