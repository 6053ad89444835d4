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
	struct store store;
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
static struct store_memory *own(const struct store *store)
{
	return (struct store_memory *)(uintptr_t)store;
}

static void clear(struct value *v)
{
	free(v->data);
	*v = (struct value){ .there = false };
}

static struct value *find(const struct store *store, enum store_kind kind, const char *name)
{
	for (size_t i = 0; i < VALUES; i++) {
		struct value *v = &own(store)->values[i];
		if (v->there && wall_s() > v->until_s)
			clear(v);
		if (v->there && v->kind == kind && strcmp(v->name, name) == 0)
			return v;
	}
	return NULL;
}

static enum store_found get(const struct store *store, enum store_kind kind, const char *name,
			    struct buf *value)
{
	const struct value *v = find(store, kind, name);

	if (v == NULL)
		return STORE_NONE;
	buf_put(value, v->data, v->len);
	if (!buf_error(value))
		return STORE_FOUND;
	buf_reset(value);
	return STORE_DAMAGED;
}

static int put(const struct store *store, enum store_kind kind, const char *name, const void *data,
	       size_t len, int64_t ttl_s, struct err *err)
{
	struct value *v = find(store, kind, name);
	char *copy = malloc(len + 1);

	for (size_t i = 0; v == NULL && i < VALUES; i++)
		if (!own(store)->values[i].there)
			v = &own(store)->values[i];
	if (copy == NULL || v == NULL || len > STORE_VALUE_MAX - SIPHASH_SIZE) {
		free(copy);
		return err_nomem(err);
	}
	if (len > 0)
		memcpy(copy, data, len);
	clear(v);
	*v = (struct value){
		.there = true, .kind = kind, .data = copy, .len = len, .until_s = wall_s() + ttl_s
	};
	snprintf(v->name, sizeof(v->name), "%s", name);
	return 0;
}

static int drop(const struct store *store, enum store_kind kind, const char *name, struct err *err)
{
	struct value *v = find(store, kind, name);

	(void)err;
	if (v != NULL)
		clear(v);
	return 0;
}

static int update(const struct store *store, enum store_kind kind, const char *name, int64_t ttl_s,
		  store_update_fn fn, void *arg, struct err *err)
{
	struct buf value = { .max = STORE_VALUE_MAX };
	int r = 0;

	/* As a store does that finds out too late that another process has changed the value. */
	(void)get(store, kind, name, &value);
	(void)fn(&value, arg);
	buf_reset(&value);
	(void)get(store, kind, name, &value);
	switch (fn(&value, arg)) {
	case STORE_PUT:
		r = buf_error(&value) ? err_nomem(err)
				      : put(store, kind, name, value.data, value.len, ttl_s, err);
		break;
	case STORE_DROP:
		r = drop(store, kind, name, err);
		break;
	case STORE_LEAVE:
		break;
	}
	buf_free(&value);
	return r;
}

static int each(const struct store *store, enum store_kind kind, store_each_fn fn, void *arg)
{
	int r = 0;

	for (size_t i = 0; i < VALUES && r == 0; i++) {
		const struct value *v = &own(store)->values[i];
		struct buf copy = BUF_INIT;
		char name[STORE_NAME_SIZE];
		if (!v->there || v->kind != kind)
			continue;
		snprintf(name, sizeof(name), "%s", v->name);
		if (get(store, kind, name, &copy) == STORE_FOUND)
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

static int lease(const struct store *store, const char *name, struct cache_lease **ret_lease,
		 struct err *err)
{
	struct lease *l = malloc(sizeof(*l));
	char *held = NULL;

	if (l == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < LEASES; i++) {
		char *at = own(store)->leases[i];
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

static void close_store(struct store *store)
{
	for (size_t i = 0; i < VALUES; i++)
		clear(&own(store)->values[i]);
	free(store);
}

struct store *store_memory_new(void)
{
	static const struct store_ops ops = {
		.get = get,
		.put = put,
		.drop = drop,
		.update = update,
		.each = each,
		.lease = lease,
		.close = close_store,
	};
	struct store_memory *memory = calloc(1, sizeof(*memory));

	if (memory == NULL)
		return NULL;
	memory->store.ops = &ops;
	memset(memory->store.salt, 's', sizeof(memory->store.salt));
	return &memory->store;
}
