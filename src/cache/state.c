/* What is remembered of a key beside its token, as one value of the store. */
#include "cache/state.h"

/*
 * The body of the value is the state as it lies in memory, but for what is not counted. It is
 * written and read by one machine between two boots.
 */
#define COUNTS_SIZE offsetof(struct state, rejected)

static size_t size_of(const struct state *state)
{
	return COUNTS_SIZE + state->nrejected * sizeof(state->rejected[0]) +
	       state->nfailures * sizeof(state->failures[0]);
}

void state_write(const struct state *state, const struct buf *key_text, struct buf *b)
{
	value_begin(b, STATE_FORM, size_of(state), key_text);
	buf_put(b, state, COUNTS_SIZE);
	buf_put(b, state->rejected, state->nrejected * sizeof(state->rejected[0]));
	buf_put(b, state->failures, state->nfailures * sizeof(state->failures[0]));
	buf_put(b, buf_str(key_text), key_text->len);
}

/* Ends all strings. A failure without an error would be none, and none is held for longer than the
 * store keeps it. */
static bool check(struct cache_failure *f)
{
	f->err.reason[ERR_REASON_MAX - 1] = f->err.text[ERR_TEXT_MAX - 1] = '\0';
	f->err.fix[ERR_FIX_MAX - 1] = f->err.hint[ERR_HINT_MAX - 1] = '\0';
	f->err.place.file[ERR_FILE_MAX - 1] = '\0';
	return f->kind >= CACHE_FAILURE_SERVER && f->kind <= CACHE_FAILURE_LOCAL &&
	       f->err.code > 0 && f->hold_s >= 0 && f->hold_s <= STORE_TTL_MAX_S &&
	       stamp_take(&f->at) && stamp_take(&f->ended);
}

int state_read(const struct buf *b, const struct buf *key_text, struct state *ret_state)
{
	struct state *s = ret_state;
	size_t len = 0;
	const char *p = value_body(b, STATE_FORM, key_text, &len);

	memset(s, 0, COUNTS_SIZE);
	if (p == NULL || len < COUNTS_SIZE)
		return -1;
	memcpy(s, p, COUNTS_SIZE);
	if (stamp_take(&s->renewal_begun) && s->nrejected <= STATE_REJECTED &&
	    s->nfailures <= STATE_FAILURES && len == size_of(s)) {
		uint32_t n = 0;
		p += COUNTS_SIZE;
		memcpy(s->rejected, p, s->nrejected * sizeof(s->rejected[0]));
		p += s->nrejected * sizeof(s->rejected[0]);
		memcpy(s->failures, p, s->nfailures * sizeof(s->failures[0]));
		while (n < s->nfailures && check(&s->failures[n]))
			n++;
		if (n == s->nfailures)
			return 0;
	}
	memset(s, 0, COUNTS_SIZE);
	return -1;
}

int state_look(const struct cache *cache, const struct cache_key *key, struct state **ret_state,
	       struct err *err)
{
	struct buf b = { .max = STORE_VALUE_MAX };
	struct state *state = NULL;
	enum store_found found = cache->ops->get(cache, STORE_STATE, key->name, &b);
	int r = 0;

	if (found == STORE_UNREADABLE)
		r = err_set(err, REASON_SYSTEM, "cannot read what the cache knows of the token");
	else if (found == STORE_FOUND && (state = malloc(sizeof(*state))) == NULL)
		r = err_nomem(err);
	if (state != NULL && state_read(&b, &key->text, state) != 0) {
		free(state);
		state = NULL;
	}
	buf_free(&b);
	*ret_state = state;
	return r;
}

struct state *state_load(const struct cache *cache, const struct cache_key *key)
{
	struct state *state;

	(void)state_look(cache, key, &state, NULL);
	return state;
}

/* A change on its way through the store. */
struct change {
	const struct cache_key *key;
	state_change_fn fn;
	void *arg;
};

/* A store_update_fn. */
static enum store_change change_value(struct buf *value, void *arg)
{
	const struct change *change = arg;
	struct state *state = malloc(sizeof(*state));
	enum store_change r = STORE_PUT;

	if (state == NULL) {
		value->failed = true;
		return STORE_PUT;
	}
	(void)state_read(value, &change->key->text, state);
	if (!change->fn(state, change->arg)) {
		r = STORE_LEAVE;
	} else if (state->nfailures == 0 && state->nrejected == 0 && state->renewal_wait_s == 0) {
		r = STORE_DROP;
	} else {
		buf_reset(value);
		state_write(state, &change->key->text, value);
	}
	free(state);
	return r;
}

int state_change(const struct cache *cache, const struct cache_key *key, state_change_fn fn,
		 void *arg, struct err *err)
{
	struct change change = { key, fn, arg };

	return cache->ops->update(cache, STORE_STATE, key->name, STORE_TTL_MAX_S, change_value,
				  &change, err);
}
