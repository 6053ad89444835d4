/* One call on its way to a token: what obtain.c and renew.c share. */
#ifndef CCRED_CLIENT_CALL_H
#define CCRED_CLIENT_CALL_H

#include "base/clock.h"
#include "cache/cache.h"
#include "client/obtain.h"
#include "client/spawn.h"
#include "stack/bind.h"

/* Set up with profile and options; the caller opens the cache and makes the key. */
struct call {
	const struct profile *profile;
	const struct obtain_options *options;
	struct bound *bound;
	struct cache *cache; /* NULL: no place for one */
	struct cache_key *key;
	struct cache_lease *lease; /* NULL: not held */
	struct clock_now begin;
	int64_t deadline_ms;

	bool looked; /* once at least */
	enum cache_state state; /* of old */
	struct cache_token old; /* what the last look found */
};

/* Starts the clocks, and binds the profile in this environment. Returns 0 or EXIT_OS. */
int call_begin(struct call *c, struct err *err);

/* Frees and releases what the call holds, however far it came. */
void call_end(struct call *c);

/* Looks into the cache, if there is one, and sets state and old. */
void call_look(struct call *c);

/*
 * A failure that this caller shares instead of asking itself: of the server while it counts; of the
 * credentials only if it came while we waited for whoever asked, because otherwise something may have
 * changed, which ccred-acquire finds out. Returns its code with the message, or 0: there is none.
 */
int call_shared_failure(const struct call *c, bool waited, struct err *err);

/* What ccred-acquire is to be started with for this call; points into it. */
struct spawn call_spawn(const struct call *c);

#endif
