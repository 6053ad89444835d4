/* Writing the configuration: lines of words as lex.h splits them, and blocks put into a text. Pure. */
#ifndef CCRED_CONFIG_EDIT_WRITE_H
#define CCRED_CONFIG_EDIT_WRITE_H

#include <stddef.h>

#include "base/buf.h"

/*
 * Appends the line of a block that lex_split takes apart into exactly the key and these words: in quotes
 * what needs them. What no line can hold (control bytes, bytes that are not UTF-8, more than
 * LIMIT_CONFIG_LINE bytes) is written as it is, and refused by whoever reads it.
 */
void write_line(struct buf *b, const char *key, const char *const *words, size_t n);

/* The text of a file with a block behind all that is there. */
void write_append(struct buf *b, const char *text, size_t len, const char *block);

/*
 * The text of a file with a block in place of the lines first to last (counted from 1), but for blank
 * lines and comments at their end, which belong to what follows.
 */
void write_replace(struct buf *b, const char *text, size_t len, unsigned first, unsigned last,
		   const char *block);

#endif
