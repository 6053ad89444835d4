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
 * As err_set, with the place. Returns the exit code of the reason. Values that a person may have
 * meant to keep secret do not belong in the text; words of the format do.
 */
#define location_fault(err, reason, at, ...) \
	location_set(err, err_set(err, (int)(reason), __VA_ARGS__), at)

/* Sets the place of an error that has this code, and returns the code. */
int location_set(struct err *err, int code, const struct location *at);

/*
 * Sets REASON_CONFIG_UNKNOWN_WORD for a word that is none of the NULL-terminated list, and names
 * the nearest word of the list, or all of them. kind says in words what the word should be.
 */
int location_unknown(struct err *err, const struct location *at, const char *kind, const char *word,
		     const char *const *words);
