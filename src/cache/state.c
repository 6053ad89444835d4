/* What is remembered of a key beside its token, as one value of the store. */
#include "base/banned.h"
#include "cache/state.h"

/* The number is the version of the form; another one is another form, and no state. */
static const char magic[8] = "ccredS1";

/*
 * The state follows up to its last failure, and then the text of the key: written and read by one machine
 * between two boots, so as it lies in memory.
 */
struct head {
	char magic[sizeof(magic)];
	uint32_t size, key_len;
};

static size_t size_of(uint32_t nfailures)
{
	return offsetof(struct state, failures) + nfailures * sizeof(struct cache_failure);
}

void state_write(const struct state *state, const struct buf *key_text, struct buf *b)
{
	struct head head = { .size = (uint32_t)size_of(state->nfailures),
			     .key_len = (uint32_t)key_text->len };

	memcpy(head.magic, magic, sizeof(magic));
	buf_put(b, &head, sizeof(head));
	buf_put(b, state, head.size);
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
	struct head head;
	bool good = read_head(b, &head) && head.size >= size_of(0) &&
		    head.size <= sizeof(*ret_state) && head.key_len == key_text->len &&
		    memcmp(b->data + b->len - head.key_len, buf_str(key_text), head.key_len) == 0;

	if (good) {
		memcpy(ret_state, b->data + sizeof(head), head.size);
		ret_state->renewal_begun.boot_id[CLOCK_BOOT_ID_SIZE - 1] = '\0';
		good = ret_state->nfailures <= STATE_FAILURES &&
		       ret_state->nrejected <= STATE_REJECTED &&
		       head.size == size_of(ret_state->nfailures);
	}
	for (uint32_t i = 0; good && i < ret_state->nfailures; i++)
		good = check(&ret_state->failures[i]);
	if (!good)
		memset(ret_state, 0, size_of(0));
	return good ? 0 : -1;
}

void state_load(const struct cache *cache, const struct cache_key *key, struct state *ret_state)
{
	struct buf b = { .max = STORE_VALUE_MAX };

	(void)cache->store->ops->get(cache->store, STORE_STATE, key->name, &b);
	(void)state_read(&b, &key->text, ret_state);
	buf_free(&b);
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
	struct state state;

	(void)state_read(value, &change->key->text, &state);
	if (!change->fn(&state, change->arg))
		return STORE_LEAVE;
	if (state.nfailures == 0 && state.nrejected == 0 && state.renewal_wait_s == 0)
		return STORE_DROP;
	buf_reset(value);
	state_write(&state, &change->key->text, value);
	return STORE_PUT;
}

int state_change(const struct cache *cache, const struct cache_key *key, state_change_fn fn,
		 void *arg, struct err *err)
{
	struct change change = { key, fn, arg };

	return cache->store->ops->update(cache->store, STORE_STATE, key->name, STORE_TTL_MAX_S,
					 change_value, &change, err);
}
