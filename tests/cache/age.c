/*
 * Makes all that a cache holds older, as if the machine had run on for a while: age DIRECTORY
 * SECONDS; or as if its wall clock alone had been set: age DIRECTORY SECONDS wall.
 */
#include "cache/entry.h"
#include "cache/state.h"

/* How far back. */
static int64_t seconds;
static bool wall_alone;

static void shift(struct clock_now *stamp)
{
	/* Of nothing. */
	if (stamp->boot_id[0] == '\0')
		return;
	stamp->wall_s -= seconds;
	if (!wall_alone)
		stamp->boot_ms -= seconds * 1000;
}

static int shift_token(struct buf *value, const struct buf *key_text)
{
	struct entry e = { 0 };

	if (entry_read(value, key_text, &e) != 0)
		return -1;
	shift(&e.asked);
	shift(&e.stored);
	buf_reset(value);
	entry_write(&e, key_text, value);
	entry_clear(&e);
	return 0;
}

static int shift_state(struct buf *value, const struct buf *key_text)
{
	static struct state s;

	if (state_read(value, key_text, &s) != 0)
		return -1;
	shift(&s.renewal_begun);
	for (uint32_t i = 0; i < s.nfailures; i++) {
		shift(&s.failures[i].at);
		shift(&s.failures[i].ended);
	}
	buf_reset(value);
	state_write(&s, key_text, value);
	return 0;
}

/* A document begins with its stamp. */
static int shift_document(struct buf *value)
{
	struct clock_now stamp;

	if (value->len < sizeof(stamp))
		return -1;
	memcpy(&stamp, value->data, sizeof(stamp));
	shift(&stamp);
	memcpy(value->data, &stamp, sizeof(stamp));
	return 0;
}

static int age(const struct cache *cache, enum store_kind kind, const char *name)
{
	struct buf value = BUF_SECRET(STORE_VALUE_MAX), key_text = BUF_INIT;
	const char *text = NULL;
	size_t len = 0;
	int r = -1;

	if (cache->ops->get(cache, kind, name, &value) == STORE_FOUND && kind != STORE_DOCUMENT)
		text = value_key(&value, kind == STORE_TOKEN ? TOKEN_FORM : STATE_FORM, &len);
	if (text != NULL)
		buf_put(&key_text, text, len);
	if (kind == STORE_DOCUMENT)
		r = shift_document(&value);
	else if (text != NULL)
		r = (kind == STORE_TOKEN ? shift_token : shift_state)(&value, &key_text);
	if (r == 0)
		r = cache->ops->put(cache, kind, name, &value, STORE_TTL_MAX_S, NULL);
	buf_free(&value);
	buf_free(&key_text);
	return r;
}

static int note(const char *name, const struct buf *value, void *arg)
{
	(void)value;
	buf_put(arg, name, STORE_NAME_SIZE);
	return 0;
}

int main(int argc, char **argv)
{
	struct cache *cache = NULL;
	struct err err = { 0 };
	int r = 0;

	if (argc < 3 || cache_open(argv[1], &cache, &err) != 0) {
		fprintf(stderr, "age DIRECTORY SECONDS [wall]: %s\n", err.text);
		return 1;
	}
	seconds = strtol(argv[2], NULL, 10);
	wall_alone = argc > 3;
	for (int kind = STORE_TOKEN; kind <= STORE_DOCUMENT; kind++) {
		struct buf names = BUF_INIT;
		/* All names first: a value that is replaced may be shown again. */
		(void)cache->ops->each(cache, kind, note, &names, NULL);
		for (size_t i = 0; i < names.len; i += STORE_NAME_SIZE)
			r |= age(cache, kind, names.data + i);
		buf_free(&names);
	}
	cache_close(&cache);
	return r != 0;
}
