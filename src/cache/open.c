/* A cache of the user's: the policy over the store that the configuration names, its keys and
 * leases, and the age of what is kept. */
#include "base/text.h"
#include "base/trace.h"
#include "cache/cache_dir.h"
#include "cache/internal.h"
#include "cache/store_dir.h"

/* make_dir: the directory; make: what it lacks. */
static int open_cache(const char *dir, bool make_dir, bool make, struct cache **ret_cache,
		      struct err *err)
{
	struct err said = { 0 };
	int fd = -1, r = cache_dir_open(dir, make_dir, &fd, &said);

	if (r == 0 && (r = store_dir_open(fd, make, ret_cache, err)) != 0)
		return r;
	if (err != NULL)
		*err = said;
	return r;
}

int cache_open(const char *dir, struct cache **ret_cache, struct err *err)
{
	return open_cache(dir, true, true, ret_cache, err);
}

int cache_peek(const char *dir, struct cache **ret_cache, struct err *err)
{
	int r = open_cache(dir, false, false, ret_cache, err);

	return r == EXIT_NOINPUT ? err_set(err, REASON_CACHE_MISSING, "there is no cache yet") : r;
}

struct each {
	cache_fn fn;
	void *arg;
	struct err *err;
	int r;
};

/* A cache_dir_fn. */
static void each_passed(const struct cache_dir *dir, void *arg)
{
	struct each *each = arg;
	struct cache *cache = NULL;
	int r;

	if (dir->why == NULL || dir->path == NULL || cache_peek(dir->path, &cache, NULL) != 0)
		return;
	r = each->fn(cache, true, each->arg, each->r == 0 ? each->err : NULL);
	if (each->r == 0 && r != 0) {
		err_prefix(each->err, "%s", dir->path);
		each->r = r;
	}
	cache_close(&cache);
}

int cache_each(const char *dir, cache_fn fn, void *arg, struct err *err)
{
	struct each each = { .fn = fn, .arg = arg, .err = err };
	struct cache *cache = NULL;
	/* Without its salt, tokens are out of reach, but they are still there. */
	int r = open_cache(dir, false, true, &cache, err);

	if (r == 0)
		r = fn(cache, false, arg, err);
	else if (r == EXIT_UNAVAILABLE || r == EXIT_NOINPUT)
		/* Nothing is kept, so there is nothing to drop. */
		r = 0;
	cache_close(&cache);
	each.r = r;
	cache_dirs(dir, each_passed, &each);
	return each.r;
}

void cache_close(struct cache **cache)
{
	if (cache == NULL || *cache == NULL)
		return;
	(*cache)->ops->close(*cache);
	*cache = NULL;
}

int cache_key_new(const struct cache *cache, const char *text, const struct variable *vars,
		  size_t nvars, struct cache_key **ret_key, struct err *err)
{
	struct cache_key *key = calloc(1, sizeof(*key));
	char hash[STORE_NAME_SIZE];

	if (key == NULL)
		return err_nomem(err);
	/* Each line, also the first, comes after a newline: see cache_forget_profile. */
	buf_printf(&key->text, "\n%s", text);
	/* Salted: the cache must not become a place to test guesses of a secret against. */
	for (size_t i = 0; i < nvars; i++) {
		const char *value = vars[i].value;
		buf_printf(&key->text, "var %s=%s\n", vars[i].name,
			   value != NULL ? cache_name(cache, value, strlen(value), hash) : "unset");
	}
	if (buf_error(&key->text)) {
		cache_key_free(&key);
		return err_nomem(err);
	}
	cache_name(cache, buf_str(&key->text), key->text.len, key->name);
	*ret_key = key;
	return 0;
}

void cache_key_free(struct cache_key **key)
{
	if (key == NULL || *key == NULL)
		return;
	buf_free(&(*key)->text);
	free(*key);
	*key = NULL;
}

const char *cache_key_name(const struct cache_key *key)
{
	return key->name;
}

void cache_print(const struct cache *cache, const void *data, size_t len,
		 unsigned char ret_print[CACHE_PRINT_SIZE])
{
	_Static_assert(CACHE_PRINT_SIZE == SIPHASH_SIZE, "a print is one hash");
	siphash128(cache->salt, data, len, ret_print);
}

char *cache_name(const struct cache *cache, const void *data, size_t len, char out[STORE_NAME_SIZE])
{
	unsigned char print[CACHE_PRINT_SIZE];

	cache_print(cache, data, len, print);
	text_to_hex(print, sizeof(print), out);
	return out;
}

int cache_lease_try(const struct cache *cache, const struct cache_key *key,
		    struct cache_lease **ret_lease, struct err *err)
{
	return cache->ops->lease(cache, key->name, ret_lease, err);
}

int64_t cache_lease_patience(int64_t deadline_ms)
{
	return clock_ms() + clock_left(deadline_ms) / 3;
}

int cache_lease_wait(const struct cache *cache, const struct cache_key *key, int64_t deadline_ms,
		     struct cache_lease **ret_lease, struct err *err)
{
	int64_t patience_ms = cache_lease_patience(deadline_ms);
	int step_ms = 0, r;

	while ((r = cache_lease_try(cache, key, ret_lease, err)) == EXIT_TEMPFAIL &&
	       clock_left(patience_ms) > 0) {
		if (step_ms == 0)
			trace("lock: waiting for another call that asks");
		clock_backoff(&step_ms, patience_ms);
	}
	return r;
}

int cache_lease_fd(const struct cache_lease *lease)
{
	return lease != NULL ? lease->fd : -1;
}

void cache_lease_set_vain(struct cache_lease *lease, bool vain)
{
	lease->vain = vain;
}

bool cache_lease_was_vain(const struct cache_lease *lease)
{
	return lease->vain;
}

void cache_lease_release(struct cache_lease **lease)
{
	if (*lease != NULL)
		(*lease)->release(*lease);
	*lease = NULL;
}

bool stamp_take(struct clock_now *stamp)
{
	stamp->boot_id[sizeof(stamp->boot_id) - 1] = '\0';
	/* A moment before the boot only makes the value older. One so far from it that a difference
	 * overflows is damage. */
	return stamp->wall_s >= 0 && stamp->boot_ms > INT64_MIN / 2;
}

int64_t stamp_since(const struct clock_now *stamp, const struct clock_now *now)
{
	if (strcmp(stamp->boot_id, now->boot_id) != 0 || now->boot_ms < stamp->boot_ms)
		return -1;
	return (now->boot_ms - stamp->boot_ms) / 1000;
}

int64_t stamp_age(const struct clock_now *stamp, const struct clock_now *now)
{
	int64_t by_wall = now->wall_s - stamp->wall_s, by_boot;

	if (by_wall < 0)
		return -1;
	if (stamp->boot_id[0] == '\0' || now->boot_id[0] == '\0')
		return by_wall;
	if ((by_boot = stamp_since(stamp, now)) < 0)
		return -1;
	return by_wall > by_boot ? by_wall : by_boot;
}

void value_begin(struct buf *b, const char *form, size_t body_len, const struct buf *key_text)
{
	struct value_head head = { .body_len = (uint32_t)body_len,
				   .key_len = (uint32_t)key_text->len };

	memcpy(head.form, form, sizeof(head.form));
	buf_put(b, &head, sizeof(head));
}

const char *value_key(const struct buf *b, const char *form, size_t *ret_len)
{
	struct value_head head;

	if (b->len < sizeof(head))
		return NULL;
	memcpy(&head, b->data, sizeof(head));
	if (memcmp(head.form, form, sizeof(head.form)) != 0 ||
	    b->len - sizeof(head) != (uint64_t)head.body_len + head.key_len)
		return NULL;
	*ret_len = head.key_len;
	return b->data + b->len - head.key_len;
}

const char *value_body(const struct buf *b, const char *form, const struct buf *key_text,
		       size_t *ret_len)
{
	size_t len = 0;
	const char *key = value_key(b, form, &len);

	if (key == NULL || len != key_text->len || memcmp(key, buf_str(key_text), len) != 0)
		return NULL;
	*ret_len = b->len - len - sizeof(struct value_head);
	return b->data + sizeof(struct value_head);
}
