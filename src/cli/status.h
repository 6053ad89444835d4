/* What ccred status finds in configuration and cache, and the two forms in which it is printed. */
#ifndef CCRED_CLI_STATUS_H
#define CCRED_CLI_STATUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "cache/cache.h"
#include "config/profile.h"

enum status_state {
	STATUS_FRESH,
	/* Inside the renewal margin: a renewal is due, or under way. */
	STATUS_RENEWING,
	/* So little is left that a call waits for a new token. */
	STATUS_EXPIRING,
	STATUS_EXPIRED,
	STATUS_REJECTED,
	STATUS_NONE,
	/* The profile is refused. */
	STATUS_REFUSED,
};

/* A profile, or one tenant's part of it. */
struct status_row {
	/* A smaller number for what was asked for earlier. */
	size_t order;
	/* Owned. Of one that is refused only name, file, line, and the targets as written. */
	struct profile *profile;
	/* Nothing is kept for a tenant; targets are as written. */
	bool any_tenant;
	/* Why the profile is refused; NULL: it is not. */
	struct err *refused;
	enum status_state state;
	/* Of the token that lies there; 0: none does. */
	int64_t expires_s;
	/* Until then; 0 or less: since. */
	int64_t left_s;
	/* The line that supplied the secret for it; NULL: not known. */
	const struct source *source;
	/* What the plugin of this line said of the place; NULL: nothing. */
	char *said;
	/* How the last attempt failed; NULL: it did not, or there was none. */
	struct cache_failure *failure;
};

/* Set up with { 0 }. */
struct status {
	struct status_row *rows;
	size_t n;
	/* Why there is no place for a cache; code 0: there is, or could be. */
	struct err cache;
};

/*
 * Looks at the profiles and URLs that words (n of them) name, in their order, or at all profiles in
 * effect if there are none; tenant, for profiles named, may be NULL. Nothing is changed, and nobody is
 * asked. Returns 0, or an error as config_find_word. With no profile at all err holds what a person
 * should be told. The caller clears the status in both cases.
 */
int status_gather(char *const *words, size_t n, const char *tenant, struct status *status,
		  struct err *err);
void status_clear(struct status *status);

/* Fills in what the cache has of the row's profile, whose state is STATUS_NONE so far. Returns 0 or EXIT_OS;
 * the row is the caller's to free in both cases. */
int status_look(const struct cache *cache, struct status_row *row, struct err *err);

/* The word for a state. */
const char *status_word(enum status_state state);

/* Whether there is a valid token. */
bool status_has_token(const struct status_row *row);

/* 0: all is in order; EXIT_CONFIG: a profile is refused; else the code of the first failure that stands
 * where there is no token. */
int status_code(const struct status *status);

/* Appends where the line's secret lies, as far as its arguments say and its plugin is one of ccred's.
 * Nothing if that depends on a tenant who is not known. */
void status_place(const struct status_row *row, const struct source *src, struct buf *b);

/* Appends a table, or one block a profile where width columns are too few for one; or one JSON document. */
void status_text(const struct status *status, size_t width, bool colour, struct buf *b);
void status_json(const struct status *status, struct buf *b);

#endif
