/* Base64 (RFC 4648, 4 and 5), for values of programs that hold any bytes, and for JOSE. */
#pragma once

#include <stddef.h>

#include "base/buf.h"

/* Appends the bytes, encoded with padding; base64url_put: with the alphabet for URLs, and without
 * padding, as JOSE wants it (RFC 7515, 2). */
void base64_put(struct buf *b, const void *data, size_t len);
void base64url_put(struct buf *b, const void *data, size_t len);

/* Decodes in place, and puts a NUL behind the bytes. Padding may be missing; nothing else than the
 * alphabet is taken. Returns the length, or -1. */
long base64_decode(char *text);
