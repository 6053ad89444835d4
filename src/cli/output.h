/* The one way to stdout: an answer is built whole, and then written. */
#ifndef CCRED_CLI_OUTPUT_H
#define CCRED_CLI_OUTPUT_H

#include "base/buf.h"
#include "base/err.h"

/* Writes the buffer to stdout. Returns 0, EXIT_OS (the buffer failed) or EXIT_IO. */
int output_write(const struct buf *b, struct err *err);

/* Appends text as the inside of a JSON string (RFC 8259, 7); the text is UTF-8. */
void output_json_text(struct buf *b, const char *text);

#endif
