/* What is remembered of a key beside its token, as one value of the store. */
#include "cache/state.h"

/* The number is the version of the form; another one is another form, and no state. */
static const char magic[8] = "ccredS1";

/*
 * The state follows as it lies in memory, but for what is not counted; then the text of the key. It is written
 * and read by one machine between two boots.
 */
struct head {
	char magic[sizeof(magic)];
	uint32_t size, key_len;
};

#define COUNTS_SIZE offsetof(struct state, rejected)

static uint64_t size_of(const struct state *state)
{
	return COUNTS_SIZE + (uint64_t)state->nrejected * sizeof(state->rejected[0]) +
	       (uint64_t)state->nfailures * sizeof(state->failures[0]);
}

void state_write(const struct state *state, const struct buf *key_text, struct buf *b)
{
	struct head head = { .size = (uint32_t)size_of(state), .key_len = (uint32_t)key_text->len };

	memcpy(head.magic, magic, sizeof(magic));
	buf_put(b, &head, sizeof(head));
	buf_put(b, state, COUNTS_SIZE);
	buf_put(b, state->rejected, state->nrejected * sizeof(state->rejected[0]));
	buf_put(b, state->failures, state->nfailures * sizeof(state->failures[0]));
	buf_put(b, buf_str(key_text), key_text->len);
}

static bool read_head(const struct buf *b, struct head *ret_head)
{
	if (b->len < sizeof(*ret_head))
		return false;
	memcpy(ret_head, b->data, sizeof(*ret_head));
	return memcmp(ret_head->magic, magic, sizeof(magic)) == 0 &&
	       b->len - sizeof(*ret_head) == (uint64_t)ret_head->size + ret_head->key_len;
}

const char *state_key(const struct buf *b, size_t *ret_len)
{
	struct head head;

	if (!read_head(b, &head))
		return NULL;
	*ret_len = head.key_len;
	return b->data + b->len - head.key_len;
}

/* Ends all strings. A failure without an error would be none. */
static bool check(struct cache_failure *f)
{
	f->at.boot_id[sizeof(f->at.boot_id) - 1] = '\0';
	f->err.reason[ERR_REASON_MAX - 1] = f->err.text[ERR_TEXT_MAX - 1] = '\0';
	f->err.fix[ERR_FIX_MAX - 1] = f->err.hint[ERR_HINT_MAX - 1] = '\0';
	f->err.place.file[ERR_FILE_MAX - 1] = '\0';
	return f->kind >= CACHE_FAILURE_SERVER && f->kind <= CACHE_FAILURE_OTHER && f->err.code > 0;
}

int state_read(const struct buf *b, const struct buf *key_text, struct state *ret_state)
{
	struct state *s = ret_state;
	struct head head;
	const char *p;

	memset(s, 0, COUNTS_SIZE);
	if (!read_head(b, &head) || head.size < COUNTS_SIZE || head.key_len != key_text->len)
		return -1;
	p = b->data + sizeof(head);
	if (memcmp(p + head.size, buf_str(key_text), head.key_len) != 0)
		return -1;
	memcpy(s, p, COUNTS_SIZE);
	s->renewal_begun.boot_id[CLOCK_BOOT_ID_SIZE - 1] = '\0';
	bool good = s->nrejected <= STATE_REJECTED && s->nfailures <= STATE_FAILURES &&
		    head.size == size_of(s);
	if (good) {
		p += COUNTS_SIZE;
		memcpy(s->rejected, p, s->nrejected * sizeof(s->rejected[0]));
		p += s->nrejected * sizeof(s->rejected[0]);
		memcpy(s->failures, p, s->nfailures * sizeof(s->failures[0]));
	}
	for (uint32_t i = 0; good && i < s->nfailures; i++)
		good = check(&s->failures[i]);
	if (!good)
		memset(s, 0, COUNTS_SIZE);
	return good ? 0 : -1;
}

struct state *state_load(const struct cache *cache, const struct cache_key *key)
{
	struct buf b = { .max = STORE_VALUE_MAX };
	struct state *state = NULL;

	if (cache->store->ops->get(cache->store, STORE_STATE, key->name, &b) == STORE_FOUND &&
	    (state = malloc(sizeof(*state))) != NULL && state_read(&b, &key->text, state) != 0) {
		free(state);
		state = NULL;
	}
	buf_free(&b);
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

	return cache->store->ops->update(cache->store, STORE_STATE, key->name, STORE_TTL_MAX_S,
					 change_value, &change, err);
}
