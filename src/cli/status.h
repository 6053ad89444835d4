/* What ccred status finds in configuration and cache, and how a person is shown that. */
#pragma once

#include "cache/cache.h"
#include "stack/bind.h"

/* A profile, or one tenant's part of it. */
struct status_row {
	/* Owned. A refused profile has only name, file, line, and its targets as written. */
	struct profile *profile;
	/* NULL: the profile is refused. */
	struct bound *bound;
	/* The row stands for all tenants: the cache has nothing of any. Targets are as written. */
	bool any_tenant;
	/* Why the profile is refused; code 0: it is not. */
	struct err refused;
	enum cache_state state;
	/* What the cache knows of the token, but not the token. */
	struct cache_token token;
	/* The line that supplied the secret for it; NULL: not known. */
	const struct line *source;
	/* Where the plugin of this line found the secret, in its words; NULL: it did not say. */
	const char *said;
	/* The profile's token file has the token. */
	bool in_file;
	/* The last attempt has failed, and how. */
	bool failed;
	struct cache_failure failure;
};

/* Set up with { 0 }. */
struct status {
	struct status_row *rows;
	size_t n;
	/* Why no directory can have the cache, or not the first one; code 0: that one has, or could
	 * have it. */
	struct err cache;
};

/*
 * Looks at the profiles and URLs in words (n of them), in their order. Without words it looks at
 * all profiles in effect. tenant is for the profiles in words, and may be NULL. Changes nothing,
 * runs no source and asks no server. Returns 0, or an error as config_find_word. If no profile is
 * configured, err says what a person should be told. The caller clears the status in both cases.
 */
int status_gather(char *const *words, size_t n, const char *tenant, struct status *status,
		  struct err *err);
void status_clear(struct status *status);

/* The word for the row's state: of cache_state_word, or "refused" for the profile itself. */
const char *status_word(const struct status_row *row);

/* Appends a table, or a block for each profile if width columns are too few for a table. */
void status_text(const struct status *status, size_t width, bool colour, struct buf *b);
