/* The tenants of whom the cache holds a token or a failure. */
#ifndef CCRED_CLI_TENANTS_H
#define CCRED_CLI_TENANTS_H

#include <stddef.h>

#include "base/err.h"
#include "cache/cache.h"

struct tenant {
	char *profile, *name;
};

/* Set up with { 0 }. Sorted, each once. */
struct tenants {
	struct tenant *list;
	size_t n;
};

/* Reads those of all profiles. Returns 0 or EXIT_OS; the caller clears them in both cases. */
int tenants_read(const struct cache *cache, struct tenants *tenants, struct err *err);
void tenants_clear(struct tenants *tenants);

/* The next tenant of the profile, from *pos on, which begins at 0; NULL: there is none. */
const char *tenants_next(const struct tenants *tenants, const char *profile, size_t *pos);

#endif
