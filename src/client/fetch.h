/* One caller's way to a token, or to something else that ccred-acquire does for a profile. */
#pragma once

#include "base/clock.h"
#include "cache/cache.h"
#include "client/client.h"
#include "stack/bind.h"

/* Set up by fetch_begin; the caller opens the cache, makes the key and takes the lease. */
struct fetch {
	const struct client *client;
	const struct profile *profile;
	struct obtain_options options;
	struct bound *bound;
	/* The user's configuration of ccred-acquire; NULL: that of this process. */
	const char *config;
	/* NULL: there is no place for one. */
	struct cache *cache;
	/* Set if cache is. */
	struct cache_key *key;
	/* NULL: it is not held. */
	struct cache_lease *lease;
	struct clock_now begin;
	int64_t deadline_ms;
	/* It has started over, and does not do so once more. */
	bool again;

	/* Who asks, if it counts that it asks again (again.h). pid 0: it does not. */
	struct process_id caller;
	/* It is remembered that the caller is given the token that it is about to be given. */
	bool noted;

	/* Whether the cache was looked into, and what the last look found. */
	bool looked;
	enum cache_state state;
	struct cache_token cached;
};

/*
 * Runs fn between fetch_begin and fetch_end. If the cache was removed or the configuration replaced
 * meanwhile, that is done once more with what is there now, within the same time. Returns as fn.
 */
typedef int (*fetch_fn)(struct fetch *f, void *arg, struct err *err);
int fetch_run(const struct client *client, const struct profile *profile,
	      const struct obtain_options *options, fetch_fn fn, void *arg, struct err *err);

/* Starts the clocks, and binds the profile in this environment. options may be NULL: then no person
 * is asked. Returns 0 or EXIT_OS; fetch_end in both cases. */
int fetch_begin(struct fetch *f, const struct client *client, const struct profile *profile,
		const struct obtain_options *options, struct err *err);

/* Opens the cache, or leaves it NULL: a token can be had without it. Warns of what a person should
 * know. Returns 0, or as cache_open and profile_key. */
int fetch_open(struct fetch *f, struct err *err);

/* Opens the cache that there is, and makes nothing. Leaves it NULL if nothing is kept. Returns 0,
 * or as cache_peek and profile_key. */
int fetch_open_kept(struct fetch *f, struct err *err);

/* Frees and releases what it holds, however far it came. */
void fetch_end(struct fetch *f);

/* Looks into the cache, if there is one, and sets state and cached. */
void fetch_look(struct fetch *f);

/*
 * A failure that this caller shares instead of asking itself: one of the server while it counts;
 * and any that ended an attempt for which this caller waited. Other ones of credentials and sources
 * are not shared, because something may have changed, which ccred-acquire finds out. Returns its
 * code with the message, or 0: there is none.
 */
int fetch_shared_failure(const struct fetch *f, bool waited, struct err *err);

/* If the API rejects every new token, fetching another will not help. Returns 0, or EXIT_DENIED
 * with the message. */
int fetch_check_rejecting(const struct fetch *f, struct err *err);
