/* What ccred inspect found out about a token, and the two forms in which it is printed. */
#ifndef CCRED_REPORT_INSPECTION_H
#define CCRED_REPORT_INSPECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "client/cached_token.h"
#include "config/profile.h"

/* One thing that is said of the token (oauth/token_ops.h); printable. */
struct inspection_claim {
	const char *part; /* header, payload or server */
	const char *name, *said;
	const char *json; /* NULL: too long, or it repeats a secret */
	int64_t time_s; /* 0: it is no time */
};

/* Set up with { 0 }, the profile and what is held; strings point into the text that was read. */
struct inspection {
	const struct profile *profile;
	const struct held *held; /* with a token */
	struct kv kv;
	struct inspection_claim *claims;
	size_t nclaims;
	bool jwt;
	bool asked, active; /* the server has answered, and what */
	const char *unoffered; /* why it cannot be asked; NULL: it was, or asking failed */
	int64_t more; /* claims that were too much */
	int code; /* 0: nothing speaks against the token */
	struct err err; /* else why */
};

/*
 * Reads what ccred-acquire wrote (acquire/wire.h) in place; text must outlive the inspection. Sets code
 * and err of what failed there, or EXIT_DENIED for a token that is not active. Returns 0, or
 * EXIT_SOFTWARE for what is no answer, or EXIT_OS.
 */
int inspection_read(struct buf *text, struct inspection *inspection, struct err *err);
void inspection_clear(struct inspection *inspection);

/* Appends the report: columns for a person (now_s: seconds since 1970), or one JSON document and a
 * newline. */
void inspection_text(const struct inspection *inspection, int64_t now_s, struct buf *b);
void inspection_json(const struct inspection *inspection, struct buf *b);

#endif
