/* Building a JSON document (RFC 8259) piece by piece, for the answers to programs. libc only. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* Appends text as the inside of a string, without its quotes. The text is UTF-8. */
void json_escape(struct buf *b, const char *text);

/*
 * Each appends a member of an object, or, with a key of NULL, an element of a list, with a comma
 * before it where one belongs. json_begin writes the opening bracket; the caller writes the
 * closing one.
 */
void json_begin(struct buf *b, const char *key, char bracket);
/* The caller writes the value. */
void json_name(struct buf *b, const char *key);
/* A value of NULL is null. Bytes that are not UTF-8 come escaped; long texts are cut. */
void json_text(struct buf *b, const char *key, const char *value);
/* The same for text that must come whole, and is UTF-8. */
void json_all(struct buf *b, const char *key, const char *value);
void json_number(struct buf *b, const char *key, int64_t value);
void json_boolean(struct buf *b, const char *key, bool value);

/*
 * Appends the members of an error: code, reason, text, fix, place and hint. A part that it lacks
 * is null.
 */
void json_err(struct buf *b, const struct err *err);

/* Appends an error as an object; null if its code is 0. */
void json_error(struct buf *b, const char *key, const struct err *err);

/* The text; NULL: it is empty. */
static inline const char *filled(const char *text)
{
	return text[0] != '\0' ? text : NULL;
}
