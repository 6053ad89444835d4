/* What one run of ccred-acquire hands back. */
#ifndef CCRED_ACQUIRE_ACQUIRED_H
#define CCRED_ACQUIRE_ACQUIRED_H

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
	/* warning= lines of the answer. */
	struct buf warnings;
	/* The lines of an operation that has no token to answer with. */
	struct buf report;
};

/* Appends a warning= line to the warnings of an answer. */
void acquired_warn(struct buf *warnings, const char *text);

/* Wipes and frees what it holds. */
void acquired_clear(struct acquired *a);

#endif
