/* Where in the configuration something stands, and the errors that say so: "file:line:column: ...". */
#ifndef CCRED_BASE_LOCATION_H
#define CCRED_BASE_LOCATION_H

#include "base/err.h"

struct location {
	const char *file; /* borrowed */
	unsigned line; /* from 1 */
	unsigned column; /* in bytes, from 1 */
};

/* Sets EXIT_CONFIG with "file:line:column: message" and returns it. Values that a person may have
 * meant to keep to himself do not belong in the message; words of the format do. */
int location_error(struct err *err, const struct location *at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* location_error for a word that is none of the NULL-terminated list: names the nearest one, or all. what
 * says what kind of word it is. */
int location_unknown(struct err *err, const struct location *at, const char *what, const char *word,
		     const char *const *words);

#endif
