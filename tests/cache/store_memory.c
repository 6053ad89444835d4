/* A store that lives in the memory of one test. */
#include "store_memory.h"
#include "base/clock.h"

#define VALUES 256
#define LEASES 16

struct value {
	bool there;
	enum store_kind kind;
	char name[STORE_NAME_SIZE];
	char *data;
	size_t len;
	int64_t until_s;
};

struct store_memory {
	struct cache cache;
	struct value values[VALUES];
	char leases[LEASES][STORE_NAME_SIZE];
};

static int64_t wall_s(void)
{
	struct clock_now now;

	clock_now(&now);
	return now.wall_s;
}

/* The functions of a store take it as constant, for its callers never change it themselves. */
static struct store_memory *own(const struct cache *cache)
{
	return (struct store_memory *)(uintptr_t)cache;
}

static void clear(struct value *v)
{
	free(v->data);
	*v = (struct value){ .there = false };
}

static struct value *find(const struct cache *cache, enum store_kind kind, const char *name)
{
	for (size_t i = 0; i < VALUES; i++) {
		struct value *v = &own(cache)->values[i];
		if (v->there && wall_s() > v->until_s)
			clear(v);
		if (v->there && v->kind == kind && strcmp(v->name, name) == 0)
			return v;
	}
	return NULL;
}

static enum store_found get(const struct cache *cache, enum store_kind kind, const char *name,
			    struct buf *value)
{
	const struct value *v = find(cache, kind, name);

	if (v == NULL)
		return STORE_NONE;
	buf_put(value, v->data, v->len);
	if (!buf_error(value))
		return STORE_FOUND;
	buf_reset(value);
	return STORE_DAMAGED;
}

static int put(const struct cache *cache, enum store_kind kind, const char *name, struct buf *value,
	       int64_t ttl_s, struct err *err)
{
	struct value *v = find(cache, kind, name);
	size_t len = value->len;
	char *copy = malloc(len + 1);

	for (size_t i = 0; v == NULL && i < VALUES; i++)
		if (!own(cache)->values[i].there)
			v = &own(cache)->values[i];
	if (copy == NULL || v == NULL || buf_error(value) || len > STORE_VALUE_MAX - SIPHASH_SIZE) {
		free(copy);
		return err_nomem(err);
	}
	if (len > 0)
		memcpy(copy, value->data, len);
	clear(v);
	*v = (struct value){
		.there = true, .kind = kind, .data = copy, .len = len, .until_s = wall_s() + ttl_s
	};
	snprintf(v->name, sizeof(v->name), "%s", name);
	return 0;
}

static int drop(const struct cache *cache, enum store_kind kind, const char *name, struct err *err)
{
	struct value *v = find(cache, kind, name);

	(void)err;
	if (v != NULL)
		clear(v);
	return 0;
}

static int update(const struct cache *cache, enum store_kind kind, const char *name, int64_t ttl_s,
		  store_update_fn fn, void *arg, struct err *err)
{
	struct buf value = { .max = STORE_VALUE_MAX };
	int r = 0;

	/* As a store does that finds out too late that another process has changed the value. */
	(void)get(cache, kind, name, &value);
	(void)fn(&value, arg);
	buf_reset(&value);
	(void)get(cache, kind, name, &value);
	switch (fn(&value, arg)) {
	case STORE_PUT:
		r = put(cache, kind, name, &value, ttl_s, err);
		break;
	case STORE_DROP:
		r = drop(cache, kind, name, err);
		break;
	case STORE_LEAVE:
		break;
	}
	buf_free(&value);
	return r;
}

static void note(const struct cache *cache, const char *name, unsigned number, store_note_fn fn,
		 void *arg)
{
	struct store_page pages[STORE_PAGES] = { 0 };
	struct buf value = { .max = STORE_VALUE_MAX };

	if (get(cache, STORE_NOTES, name, &value) == STORE_FOUND)
		memcpy(pages, value.data, sizeof(pages));
	buf_reset(&value);
	if (fn(&pages[number], arg) < STORE_PAGE_NOTES) {
		buf_put(&value, pages, sizeof(pages));
		(void)put(cache, STORE_NOTES, name, &value, STORE_TTL_MAX_S, NULL);
	}
	buf_free(&value);
}

static int each(const struct cache *cache, enum store_kind kind, store_each_fn fn, void *arg,
		struct err *err)
{
	int r = 0;

	(void)err;
	for (size_t i = 0; i < VALUES && r == 0; i++) {
		const struct value *v = &own(cache)->values[i];
		struct buf copy = BUF_INIT;
		char name[STORE_NAME_SIZE];
		if (!v->there || v->kind != kind)
			continue;
		snprintf(name, sizeof(name), "%s", v->name);
		if (get(cache, kind, name, &copy) == STORE_FOUND)
			r = fn(name, &copy, arg);
		buf_free(&copy);
	}
	return r;
}

struct lease {
	struct cache_lease lease;
	char *held;
};

static void release(struct cache_lease *lease)
{
	((struct lease *)lease)->held[0] = '\0';
	free(lease);
}

static int lease(const struct cache *cache, const char *name, struct cache_lease **ret_lease,
		 struct err *err)
{
	struct lease *l = malloc(sizeof(*l));
	char *held = NULL;

	if (l == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < LEASES; i++) {
		char *at = own(cache)->leases[i];
		if (strcmp(at, name) == 0) {
			free(l);
			return err_set(err, REASON_LEASE_HELD, "another holds the lease");
		}
		if (at[0] == '\0')
			held = at;
	}
	snprintf(held, STORE_NAME_SIZE, "%s", name);
	*l = (struct lease){ { .release = release, .fd = -1 }, held };
	*ret_lease = &l->lease;
	return 0;
}

static void close_store(struct cache *cache)
{
	for (size_t i = 0; i < VALUES; i++)
		clear(&own(cache)->values[i]);
	free(cache);
}

struct cache *store_memory_new(void)
{
	static const struct store_ops ops = {
		.get = get,
		.put = put,
		.drop = drop,
		.update = update,
		.note = note,
		.each = each,
		.lease = lease,
		.close = close_store,
	};
	struct store_memory *memory = calloc(1, sizeof(*memory));

	if (memory == NULL)
		return NULL;
	memory->cache.ops = &ops;
	memset(memory->cache.salt, 's', sizeof(memory->cache.salt));
	return &memory->cache;
}
