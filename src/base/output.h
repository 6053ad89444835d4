/* The one way to stdout: an answer is built whole, and then written. */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* Writes the buffer to stdout. Returns 0, EXIT_OS (the buffer failed) or EXIT_IO. */
int output_write(const struct buf *b, struct err *err);

/* Whether to print colours on stdout: it is a terminal that has them, and NO_COLOR is not set. */
bool output_colour(void);

/* How many columns the terminal has that stdout is; 0: it is none, or does not say. */
size_t output_width(void);
