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
	STATUS_RENEWING, /* inside the renewal margin: a renewal is due, or under way */
	STATUS_EXPIRING, /* so little is left that a call waits for a new one */
	STATUS_EXPIRED,
	STATUS_REJECTED,
	STATUS_NONE,
	STATUS_REFUSED, /* the profile is */
};

/* A profile, or one tenant's part of it. */
struct status_row {
	size_t order; /* a smaller number for what was asked for earlier */
	/* Owned. Of one that is refused only name, file, line, and the targets as written. */
	struct profile *profile;
	bool any_tenant; /* nothing is kept for a tenant; targets are as written */
	char *refused; /* why; NULL: it is not */
	enum status_state state;
	int64_t expires_s; /* of the token that lies there; 0: none does */
	int64_t left_s; /* until then; 0 or less: since */
	const struct source *source; /* the line that supplied the secret for it; NULL: not known */
	char *said; /* what its plugin said of the place; NULL: nothing */
	/* How the last attempt failed; code 0: it did not, or there was none. */
	struct {
		int code;
		char *text;
		int64_t age_s;
		int64_t counts_s; /* for so long callers share it; 0: no more */
	} error;
};

/* Set up with { 0 }. */
struct status {
	struct status_row *rows;
	size_t n;
	struct err cache; /* why there is no place for a cache; code 0: there is, or could be */
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
