/* Values of the cache: tokens, states and documents of one key. What is read was written so. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "cache/entry.h"
#include "cache/state.h"

#define KEY "key=a\n"

/* A store that has one value under every name. */
static struct buf stored;

static enum store_found get(const struct cache *cache, enum store_kind kind, const char *name,
			    struct buf *value)
{
	(void)cache;
	(void)kind;
	(void)name;
	buf_put(value, stored.data, stored.len);
	return STORE_FOUND;
}

static int put(const struct cache *cache, enum store_kind kind, const char *name, struct buf *value,
	       int64_t ttl_s, struct err *err)
{
	(void)cache;
	(void)kind;
	(void)name;
	(void)ttl_s;
	(void)err;
	buf_reset(&stored);
	buf_put(&stored, value->data, value->len);
	return 0;
}

/* The input as a value of the store, and as a document that is kept. */
static void check_document(const uint8_t *data, size_t size)
{
	static const struct store_ops ops = { .get = get, .put = put };
	const struct cache cache = { .ops = &ops };
	struct buf document = BUF_INIT;

	buf_put(&stored, data, size);
	must(cache_document(&cache, KEY, &document) ? document.len < size : document.len == 0);
	buf_reset(&document);
	cache_keep_document(&cache, KEY, data, size);
	must(cache_document(&cache, KEY, &document) && document.len == size);
	must(size == 0 || memcmp(document.data, data, size) == 0);
	buf_free(&document);
	buf_free(&stored);
}

static void check_entry(const struct buf *b, const struct buf *key)
{
	struct entry e = { 0 }, again = { 0 };
	struct buf back = BUF_INIT;

	if (entry_read(b, key, &e) != 0)
		return;
	must(e.token->len > 0 && e.token->len <= LIMIT_TOKEN);
	must(e.lifetime_s > 0 && e.lifetime_s <= MAX_TOKEN_LIFETIME_S);
	must(e.asked.wall_s >= 0 && e.stored.wall_s >= 0);
	entry_write(&e, key, &back);
	must(!buf_error(&back) && entry_read(&back, key, &again) == 0);
	must(secret_equal(e.token, again.token) && e.lifetime_s == again.lifetime_s);
	must(memcmp(&e.asked, &again.asked, sizeof(e.asked)) == 0);
	must(memcmp(&e.stored, &again.stored, sizeof(e.stored)) == 0);
	must((e.scope == NULL) == (again.scope == NULL) &&
	     e.after_rejection == again.after_rejection);
	must(e.certificate_end_s >= 0 && e.certificate_end_s == again.certificate_end_s);
	must(e.binding == again.binding && secret_equal(e.proof_key, again.proof_key));
	must(e.scope == NULL || strcmp(e.scope, again.scope) == 0);
	entry_clear(&e);
	entry_clear(&again);
	buf_free(&back);
}

static void check_state(const struct buf *b, const struct buf *key)
{
	struct state *s = malloc(2 * sizeof(*s)), *again = s + 1;
	struct buf back = BUF_INIT;

	must(s != NULL);
	int r = state_read(b, key, s);
	must(s->nfailures <= STATE_FAILURES && s->nrejected <= STATE_REJECTED);
	for (uint32_t i = 0; i < s->nfailures; i++)
		must(s->failures[i].err.code > 0);
	state_write(s, key, &back);
	must(!buf_error(&back) && state_read(&back, key, again) == 0);
	must(r == 0 || (s->nfailures == 0 && s->nrejected == 0));
	must(s->nfailures == again->nfailures && s->nrejected == again->nrejected);
	buf_free(&back);
	free(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf b = BUF_INIT, key = BUF_INIT;

	buf_put(&b, data, size);
	buf_puts(&key, KEY);
	must(!buf_error(&b) && !buf_error(&key));
	check_entry(&b, &key);
	check_state(&b, &key);
	check_document(data, size);
	buf_free(&b);
	buf_free(&key);
	return 0;
}
