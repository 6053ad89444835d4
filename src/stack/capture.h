/*
 * The environment variables that a profile depends on, and the cache key that they are part of: made
 * alike by callers, from their environment, and by ccred-acquire, from what the caller sent.
 */
#ifndef CCRED_STACK_CAPTURE_H
#define CCRED_STACK_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "cache/cache.h"
#include "config/profile.h"

struct capture {
	struct cache_var *vars; /* each name once */
	size_t n;
};

/* The value of a variable, NULL if it is unset; lives as long as the capture. */
typedef const char *(*capture_value_fn)(const void *arg, const char *name);

/* Collects what profile_env names. Returns 0 or EXIT_OS. */
int capture_new(const struct profile *profile, capture_value_fn value, const void *arg,
		struct capture *ret_capture, struct err *err);
void capture_clear(struct capture *capture);

/* Nonzero if the first len bytes of name are the name of a captured variable. */
bool capture_holds(const struct capture *capture, const char *name, size_t len);

/* The profile's key in the cache. Returns 0 or EXIT_OS. */
int capture_key(const struct profile *profile, const struct capture *capture,
		const struct cache *cache, struct cache_key **ret_key, struct err *err);

#endif
