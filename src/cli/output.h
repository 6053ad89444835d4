/* The one way to stdout: an answer is built whole, and then written. */
#ifndef CCRED_CLI_OUTPUT_H
#define CCRED_CLI_OUTPUT_H

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"

/* Writes the buffer to stdout. Returns 0, EXIT_OS (the buffer failed) or EXIT_IO. */
int output_write(const struct buf *b, struct err *err);

/* Whether colours are wanted on stdout: it is a terminal that has them, and nobody says NO_COLOR. */
bool output_colour(void);

/* Appends text as the inside of a JSON string (RFC 8259, 7); the text is UTF-8. */
void output_json_text(struct buf *b, const char *text);

/* Append a line with the token: a header, and what curl(1) takes as its configuration. */
void output_header(struct buf *b, const struct secret *token);
void output_curl(struct buf *b, const struct secret *token);

#endif
