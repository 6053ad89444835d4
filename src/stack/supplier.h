/* Who supplied the secret of a token, written down in one line for as long as the token is kept. */
#pragma once

#include "base/buf.h"
#include "stack/stack.h"

/*
 * Appends the number of the line that supplied the secret of the outcome's bundle, counted from 1 with
 * the lines of nested stacks in their place, and what its plugin said; nothing if there is no secret. A
 * number and no place: lines move in a file while the stack, and with it the key of the token, stays.
 */
void supplier_write(const struct bound *bound, const struct stack_outcome *outcome, struct buf *b);

/*
 * The line that supplier_write meant, of a profile with the same stack; *ret_said is what its plugin said
 * (points into text), NULL: nothing. NULL: the profile has no such line, or text is not of that form.
 */
const struct line *supplier_read(const struct bound *bound, const char *text,
				 const char **ret_said);
