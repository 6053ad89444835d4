/* Where something stands in a file of our words, and the errors that say so. */
#pragma once

#include "base/err.h"

struct location {
	/* Borrowed. */
	const char *file;
	/* Both from 1; the column is counted in bytes. */
	unsigned line, column;
};

/*
 * As err_set, with the place. Returns the exit code of the reason. Values that a person may have meant to
 * keep secret do not belong in the text; words of the format do.
 */
int location_fault(struct err *err, enum reason reason, const struct location *at, const char *fmt,
		   ...) __attribute__((format(printf, 4, 5)));

/*
 * Sets REASON_CONFIG_UNKNOWN_WORD for a word that is none of the NULL-terminated list, and names the
 * nearest word of the list, or all of them. kind says in words what the word should be.
 */
int location_unknown(struct err *err, const struct location *at, const char *kind, const char *word,
		     const char *const *words);
