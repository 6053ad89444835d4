/* What one run of ccred-acquire hands back. */
#ifndef CCRED_ACQUIRE_ACQUIRED_H
#define CCRED_ACQUIRE_ACQUIRED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/secret.h"

/* Set up with { 0 }. */
struct acquired {
	struct secret *token;
	/* Seconds since 1970; 0: not known, and not cached. */
	int64_t expires_s;
	/* As granted; NULL: as asked. */
	char *scope;
	/* Texts, each with a NUL behind it. */
	struct buf warnings;
	/* Of a revocation: it is done; or why the server cannot be asked. */
	bool revoked;
	char *unoffered;
	/* Of version its words, of discover its lines. */
	struct buf report;
};

/* Appends a text to warnings. */
void acquired_warn(struct buf *warnings, const char *text);

/* Wipes and frees what it holds. */
void acquired_clear(struct acquired *a);

#endif
