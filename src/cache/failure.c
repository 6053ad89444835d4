/*
 * Failures: of the server for a moment, refusals for longer each time, and those that count for no
 * other call.
 *
 * A refusal has a state of its own, whose key is its print: all keys obey it that send the same.
 * The state of a key has a copy, as the last failure of its calls.
 */
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

static bool counts_for_none(const struct cache_failure *f)
{
	return f->kind == CACHE_FAILURE_OTHER || f->kind == CACHE_FAILURE_LOCAL;
}

/* Whether an older failure tells nothing any more beside a newer one. A server that refuses is not
 * down. */
static bool gives_way(const struct cache_failure *old, const struct cache_failure *f)
{
	return counts_for_none(old) || (old->kind == CACHE_FAILURE_SERVER && !counts_for_none(f)) ||
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

/* Returns false without memory. */
static bool refusal_key(const struct cache *cache, const unsigned char *print, struct cache_key *k)
{
	k->text = (struct buf)BUF_INIT;
	buf_put(&k->text, print, CACHE_PRINT_SIZE);
	cache_name(cache, print, CACHE_PRINT_SIZE, k->name);
	return !buf_error(&k->text);
}

/* Whether it still counts, or not. */
static bool find_refusal(const struct cache *cache, const unsigned char *print, bool that_counts,
			 struct cache_failure *ret_failure)
{
	struct state *state = NULL;
	struct cache_key k;

	if (refusal_key(cache, print, &k))
		state = state_load(cache, &k);
	buf_free(&k.text);
	return hand_out(state, newest(state, CACHE_FAILURE_REFUSED, print, that_counts),
			ret_failure);
}

bool cache_refusal(const struct cache *cache, const unsigned char print[CACHE_PRINT_SIZE],
		   struct cache_failure *ret_failure)
{
	return find_refusal(cache, print, true, ret_failure);
}

void cache_accepted(const struct cache *cache, const unsigned char print[CACHE_PRINT_SIZE])
{
	struct cache_key k;

	if (refusal_key(cache, print, &k))
		(void)cache->ops->drop(cache, STORE_STATE, k.name, NULL);
	buf_free(&k.text);
}

void failures_end(const struct cache *cache, const struct state *state)
{
	for (uint32_t i = 0; state != NULL && i < state->nfailures; i++)
		if (state->failures[i].kind == CACHE_FAILURE_REFUSED)
			cache_accepted(cache, state->failures[i].print);
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

bool cache_failed_since(const struct cache *cache, const struct cache_key *key,
			const struct clock_now *since, struct cache_failure *ret_failure)
{
	return cache_last_failure(cache, key, ret_failure) &&
	       ret_failure->kind != CACHE_FAILURE_LOCAL &&
	       strcmp(ret_failure->ended.boot_id, since->boot_id) == 0 &&
	       ret_failure->ended.boot_ms >= since->boot_ms;
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
	/* While it counts nobody sends it, but for those who had sent it already. */
	if (since < before->hold_s)
		return before->hold_s;
	return before->hold_s * 2 < REFUSED_HOLD_MAX_S ? before->hold_s * 2 : REFUSED_HOLD_MAX_S;
}

/* A state_change_fn, of the state of a refusal; arg: the failure, whose hold_s it raises. */
static bool refuse(struct state *state, void *arg)
{
	struct cache_failure *f = arg;
	int64_t hold_s = refused_hold(state, f->print);

	if (f->hold_s < hold_s)
		f->hold_s = hold_s;
	append(state, *f);
	return true;
}

/* A state_change_fn; arg: the failure. */
static bool add(struct state *state, void *arg)
{
	append(state, *(const struct cache_failure *)arg);
	return true;
}

/* If they cannot be recorded, the next call finds it out once more. */
void cache_fail(const struct cache *cache, const struct cache_key *key,
		enum cache_failure_kind kind, const unsigned char *print, int64_t hold_s,
		const struct err *why)
{
	struct cache_failure f;
	struct cache_key own;

	/* All bytes are written, also those between the fields. */
	memset(&f, 0, sizeof(f));
	f.kind = kind;
	f.err = *why;
	clock_now(&f.at);
	/* A refusal has ended nothing yet: the source may have another credential. */
	if (kind != CACHE_FAILURE_REFUSED)
		f.ended = f.at;
	if (!counts_for_none(&f))
		f.hold_s = hold_s < SERVER_HOLD_MAX_S ? hold_s : SERVER_HOLD_MAX_S;
	if (kind == CACHE_FAILURE_SERVER && f.hold_s <= 0)
		f.hold_s = SERVER_HOLD_S;
	if (kind == CACHE_FAILURE_REFUSED) {
		memcpy(f.print, print, sizeof(f.print));
		if (refusal_key(cache, print, &own))
			(void)state_change(cache, &own, refuse, &f, NULL);
		buf_free(&own.text);
	}
	trace("cache: failure kept for %lld s: %s", (long long)f.hold_s, f.err.text);
	if (key != NULL)
		(void)state_change(cache, key, add, &f, NULL);
}

/* A state_change_fn; arg: the refusal. */
static bool add_again(struct state *state, void *arg)
{
	if (newest(state, CACHE_FAILURE_SERVER, NULL, true) == NULL)
		append(state, *(const struct cache_failure *)arg);
	else if (counts_for_none(&state->failures[state->nfailures - 1]))
		state->nfailures--;
	return true;
}

void cache_refused_again(const struct cache *cache, const struct cache_key *key,
			 const unsigned char print[CACHE_PRINT_SIZE])
{
	struct cache_failure f;

	if (!find_refusal(cache, print, false, &f))
		return;
	clock_now(&f.ended);
	(void)state_change(cache, key, add_again, &f, NULL);
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
