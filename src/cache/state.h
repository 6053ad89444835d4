/*
 * What is remembered of a key beside its token: failures, rejected tokens, and the renewal that has
 * begun. It is one value of the store, which is changed as a whole.
 */
#pragma once

#include "cache/internal.h"

/* Eight refusals, and one failure of each other kind that can stand beside them. */
#define STATE_FAILURES 10
/* Only the newest tokens can still be about. */
#define STATE_REJECTED 64
/* Large: it is kept on the heap, and most keys have none. */
struct state {
	uint32_t nfailures, nrejected;
	/* No renewal is due until so many seconds after one has begun; 0: none has. */
	int64_t renewal_wait_s;
	struct clock_now renewal_begun;
	/* Prints of tokens; here and below the newest is the last. */
	unsigned char rejected[STATE_REJECTED][CACHE_PRINT_SIZE];
	struct cache_failure failures[STATE_FAILURES];
};

/* The state as bytes, with the text of its key at the end. Check buf_error. */
void state_write(const struct state *state, const struct buf *key_text, struct buf *b);

/* Reads what state_write wrote. Returns 0; or -1 with an empty state: not of that form, or of
 * another key. */
int state_read(const struct buf *b, const struct buf *key_text, struct state *ret_state);

/* The key's state, which the caller frees. NULL: there is none that can be read. */
struct state *state_load(const struct cache *cache, const struct cache_key *key);

/* The same for a caller who must not take an unreadable state for none. Returns 0, or EXIT_OS: the
 * system did not let it be read, or there is no memory. */
int state_look(const struct cache *cache, const struct cache_key *key, struct state **ret_state,
	       struct err *err);

/* Ends the refusals that the state has copies of (failure.c), for all keys. NULL: there is no
 * state. */
void failures_end(const struct cache *cache, const struct state *state);

/* Changes the state, and returns true; false: it is left as it was. May be called more than
 * once. */
typedef bool (*state_change_fn)(struct state *state, void *arg);

/* Changes the key's state; no change by another process is lost. Returns 0 or EXIT_OS. */
int state_change(const struct cache *cache, const struct cache_key *key, state_change_fn fn,
		 void *arg, struct err *err);
