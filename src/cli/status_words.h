/* The words for one row of ccred status. Each appends one line without its end, control bytes escaped. */
#ifndef CCRED_CLI_STATUS_WORDS_H
#define CCRED_CLI_STATUS_WORDS_H

#include "cli/status.h"

/* The profile, and its tenant. */
void words_name(const struct status_row *row, struct buf *b);

/* The time until expiry, or since; "-": neither. Returns out. */
#define WORDS_LEFT_SIZE 64
const char *words_left(const struct status_row *row, char out[WORDS_LEFT_SIZE]);

/* The i-th target, or that there is none (i is 0). */
void words_target(const struct status_row *row, size_t i, struct buf *b);

/*
 * Appends who supplied the secret and where it lies, or nothing if that is not known, and returns
 * true. Without a token it appends the sources that a call would try, and returns false.
 */
bool words_source(const struct status_row *row, struct buf *b);

/* The last error, cut short; there is one. */
void words_error(const struct status_row *row, struct buf *b);

/* Why the profile is refused; it is. */
void words_refused(const struct status_row *row, struct buf *b);

/* Frees words that were put into b, which fails if they did. */
void words_free(struct buf *words, struct buf *b);

#endif
