/* Failures: of the server for a moment, of an identity for longer each time, and those that count
 * for no other call. */
#include "cache/state.h"
#include "base/trace.h"

#define SERVER_HOLD_S 5
#define SERVER_HOLD_MAX_S 300
#define REFUSED_HOLD_S 30
#define REFUSED_HOLD_MAX_S 900

static bool is_of(const struct cache_failure *f, enum cache_failure_kind kind,
		  const unsigned char *print)
{
	return f->kind == kind && (print == NULL || memcmp(f->print, print, sizeof(f->print)) == 0);
}

/* Fills in what depends on the moment. Returns whether the failure counts. */
static bool date(struct cache_failure *f)
{
	struct clock_now now;

	clock_now(&now);
	int64_t age = stamp_since(&f->at, &now);
	f->left_s = age >= 0 && age < f->hold_s ? f->hold_s - age : 0;
	if (age < 0)
		age = now.wall_s > f->at.wall_s ? now.wall_s - f->at.wall_s : 0;
	f->age_s = age;
	return f->left_s > 0;
}

/* The newest of a kind and, unless NULL, with this print. Returns NULL if there is none, or no
 * state. */
static struct cache_failure *newest(struct state *state, enum cache_failure_kind kind,
				    const unsigned char *print, bool that_counts)
{
	for (uint32_t i = state != NULL ? state->nfailures : 0; i > 0; i--) {
		struct cache_failure *f = &state->failures[i - 1];
		if (is_of(f, kind, print) && (date(f) || !that_counts))
			return f;
	}
	return NULL;
}

/* Whether an older failure tells nothing any more beside a newer one. A server that refuses is not
 * down. */
static bool gives_way(const struct cache_failure *old, const struct cache_failure *f)
{
	return old->kind == CACHE_FAILURE_OTHER ||
	       (old->kind == CACHE_FAILURE_SERVER && f->kind != CACHE_FAILURE_OTHER) ||
	       (f->kind == CACHE_FAILURE_REFUSED && is_of(old, f->kind, f->print));
}

/* Puts a failure at the end, as the last one. */
static void append(struct state *state, struct cache_failure f)
{
	struct cache_failure *all = state->failures;
	uint32_t n = 0;

	for (uint32_t i = 0; i < state->nfailures; i++)
		if (!gives_way(&all[i], &f))
			all[n++] = all[i];
	/* The oldest is a refusal, for a refusal takes the place of older failures of the
	 * server. */
	if (n == STATE_FAILURES)
		memmove(&all[0], &all[1], --n * sizeof(all[0]));
	all[n] = f;
	state->nfailures = n + 1;
}

/* Copies a failure out of the state, which it frees. Returns false if there is none. */
static bool hand_out(struct state *state, const struct cache_failure *f,
		     struct cache_failure *ret_failure)
{
	if (f != NULL)
		*ret_failure = *f;
	free(state);
	return f != NULL;
}

bool cache_failure(const struct cache *cache, const struct cache_key *key,
		   struct cache_failure *ret_failure)
{
	struct state *state = state_load(cache, key);
	const struct cache_failure *f = newest(state, CACHE_FAILURE_SERVER, NULL, true);

	if (f == NULL)
		f = newest(state, CACHE_FAILURE_REFUSED, NULL, true);
	return hand_out(state, f, ret_failure);
}

bool cache_refusal(const struct cache *cache, const struct cache_key *key,
		   const unsigned char print[CACHE_PRINT_SIZE], struct cache_failure *ret_failure)
{
	struct state *state = state_load(cache, key);

	return hand_out(state, newest(state, CACHE_FAILURE_REFUSED, print, true), ret_failure);
}

bool cache_last_failure(const struct cache *cache, const struct cache_key *key,
			struct cache_failure *ret_failure)
{
	struct state *state = state_load(cache, key);
	struct cache_failure *f = NULL;

	if (state != NULL && state->nfailures > 0) {
		f = &state->failures[state->nfailures - 1];
		(void)date(f);
	}
	return hand_out(state, f, ret_failure);
}

/* How long a refusal counts: twice as long as the one before, while the same identity is
 * refused. */
static int64_t refused_hold(struct state *state, const unsigned char *print)
{
	const struct cache_failure *before = newest(state, CACHE_FAILURE_REFUSED, print, false);
	struct clock_now now;

	clock_now(&now);
	int64_t since = before != NULL ? stamp_since(&before->at, &now) : -1;
	if (since < 0 || since > before->hold_s + REFUSED_HOLD_MAX_S)
		return REFUSED_HOLD_S;
	return before->hold_s * 2 < REFUSED_HOLD_MAX_S ? before->hold_s * 2 : REFUSED_HOLD_MAX_S;
}

/* How long it counts; asked_s: how long the server said, 0: it did not say. */
static int64_t hold_of(struct state *state, const struct cache_failure *f, int64_t asked_s)
{
	if (f->kind == CACHE_FAILURE_OTHER)
		return 0;
	if (asked_s > 0)
		return asked_s < SERVER_HOLD_MAX_S ? asked_s : SERVER_HOLD_MAX_S;
	return f->kind == CACHE_FAILURE_SERVER ? SERVER_HOLD_S : refused_hold(state, f->print);
}

/* A state_change_fn; arg: the failure, with how long the server said. */
static bool add(struct state *state, void *arg)
{
	struct cache_failure f = *(const struct cache_failure *)arg;

	f.hold_s = hold_of(state, &f, f.hold_s);
	append(state, f);
	trace("cache: failure kept for %lld s: %s", (long long)f.hold_s, f.err.text);
	return true;
}

void cache_fail(const struct cache *cache, const struct cache_key *key,
		enum cache_failure_kind kind, const unsigned char *print, int64_t hold_s,
		const struct err *why)
{
	struct cache_failure f;

	/* All bytes are written, also those between the fields. */
	memset(&f, 0, sizeof(f));
	f.kind = kind;
	f.hold_s = hold_s;
	f.err = *why;
	if (print != NULL)
		memcpy(f.print, print, sizeof(f.print));
	clock_now(&f.at);
	/* If it cannot be recorded, the next call finds it out once more. */
	(void)state_change(cache, key, add, &f, NULL);
}

/* A state_change_fn. */
static bool add_again(struct state *state, void *arg)
{
	struct cache_failure *f = newest(state, CACHE_FAILURE_REFUSED, arg, false);

	if (f == NULL)
		return false;
	if (newest(state, CACHE_FAILURE_SERVER, NULL, true) == NULL)
		append(state, *f);
	else if (state->failures[state->nfailures - 1].kind == CACHE_FAILURE_OTHER)
		state->nfailures--;
	return true;
}

void cache_refused_again(const struct cache *cache, const struct cache_key *key,
			 const unsigned char print[CACHE_PRINT_SIZE])
{
	(void)state_change(cache, key, add_again, (void *)(uintptr_t)print, NULL);
}

/* A state_change_fn. */
static bool remove_all(struct state *state, void *arg)
{
	bool any = state->nfailures > 0;

	(void)arg;
	state->nfailures = 0;
	return any;
}

void cache_succeeded(const struct cache *cache, const struct cache_key *key)
{
	(void)state_change(cache, key, remove_all, NULL, NULL);
}
