/* What ccred explain found out, and the two forms in which it is printed. */
#ifndef CCRED_REPORT_REPORT_H
#define CCRED_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "cache/cache.h"
#include "config/profile.h"
#include "stack/bind.h"

/* A document of discovery. */
struct report_attempt {
	const char *url, *outcome;
	bool used, kept; /* kept: it was in the cache */
	int64_t http; /* status; 0: no answer */
	int64_t took_ms;
};

/* A line of the stack. */
struct report_line {
	const char *where, *control, *plugin, *stack; /* one of the last two */
	unsigned depth;
	const char *result; /* NULL: not reached */
	const char *said; /* NULL: nothing */
	/* The command in it that mends the line; NULL: none. */
	const char *fix;
	int64_t took_ms;
	bool sets_id, sets_secret, taken, decides, beyond;
};

/* What a call would find in the cache. */
struct report_cache {
	enum cache_state state;
	const char *why; /* there is no valid token; NULL: there is one, or none ever was */
	int64_t left_s, age_s;
	bool failed; /* there is a failure that still counts */
	struct cache_failure failure;
	bool rejecting; /* new tokens are rejected as they come */
	int64_t wait_s; /* then: until the next */
};

/* Set up with { 0 } and the profile; strings point into the text that was read. */
struct report {
	const struct profile *profile;
	/* For the doctor alone. */
	const struct bound *bound;
	struct kv kv;
	struct report_attempt *attempts;
	size_t nattempts;
	/* Of the metadata; NULL: not known, or not said. */
	const char *endpoint, *document, *auth, *methods, *grant, *scopes;
	struct report_line *lines;
	size_t nlines;
	/* Of the stack; NULL: it did not run, or has none. */
	const char *verdict, *id, *id_from, *secret_from;
	struct report_cache cache;
	char cache_why[ERR_TEXT_MAX]; /* what cache.why may point to */
	int code; /* as the call would end before its token request; 0: it could be made */
	struct err err;
};

/*
 * Reads an explanation of ccred-acquire (acquire/wire.h) in place; text must outlive the report. Sets
 * code and err. Returns 0, or EXIT_SOFTWARE for what is none, or EXIT_OS.
 */
int report_read(struct buf *text, struct report *report, struct err *err);
void report_clear(struct report *report);

/* Appends the report: columns for a person, or one JSON document and a newline. */
void report_text(const struct report *report, struct buf *b);
void report_json(const struct report *report, struct buf *b);

/* Appends the documents of discovery as a JSON array of that name. */
void report_json_attempts(const struct report *report, const char *name, struct buf *b);

#endif
