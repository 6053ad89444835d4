/* The tenants of whom the cache holds a token or a failure. */
#include "base/banned.h"
#include "cli/tenants.h"

/* A cache_owner_fn. */
static int add(const char *profile, const char *name, void *arg)
{
	struct tenants *t = arg;

	if (name == NULL)
		return 0;
	/* Room for twice as many at each power of two. */
	if ((t->n & (t->n - 1)) == 0) {
		size_t room = t->n > 0 ? 2 * t->n : 1;
		void *list = reallocarray(t->list, room, sizeof(*t->list));
		if (list == NULL)
			return EXIT_OS;
		t->list = list;
	}
	struct tenant *one = &t->list[t->n++];
	*one = (struct tenant){ strdup(profile), strdup(name) };
	return one->profile == NULL || one->name == NULL ? EXIT_OS : 0;
}

static int compare(const void *a, const void *b)
{
	const struct tenant *x = a, *y = b;
	int r = strcmp(x->profile, y->profile);

	return r != 0 ? r : strcmp(x->name, y->name);
}

int tenants_read(const struct cache *cache, struct tenants *tenants, struct err *err)
{
	if (cache_each_owner(cache, add, tenants) != 0)
		return err_nomem(err);
	if (tenants->n > 0)
		qsort(tenants->list, tenants->n, sizeof(*tenants->list), compare);
	return 0;
}

const char *tenants_next(const struct tenants *tenants, const char *profile, size_t *pos)
{
	for (; *pos < tenants->n; ++*pos) {
		const struct tenant *t = &tenants->list[*pos];
		bool again = *pos > 0 && compare(t - 1, t) == 0;
		if (!again && strcmp(t->profile, profile) == 0) {
			++*pos;
			return t->name;
		}
	}
	return NULL;
}

void tenants_clear(struct tenants *tenants)
{
	for (size_t i = 0; i < tenants->n; i++) {
		free(tenants->list[i].profile);
		free(tenants->list[i].name);
	}
	free(tenants->list);
	*tenants = (struct tenants){ 0 };
}
