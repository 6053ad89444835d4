/*
 * Reading one string out of a JSON document (RFC 8259), for the requests of other tools. libc only.
 * The whole document is checked: UTF-8 without NUL, each name once in its object, nothing behind
 * the value, a depth of at most 32, at most 1000 names in an object.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Appends the string whose names are joined by dots in path ("spec.cluster.server") to value, which is
 * empty and stays so on failure. The path leads through objects only. The string may hold control
 * bytes, but no NUL. Returns 0; -1 if it is not there or null; EXIT_DATA if the text is no JSON, is
 * longer than LIMIT_PROTO_REQUEST, or has no string there; or EXIT_OS. The caller knows what the text
 * is, and puts that in front of the message (err_prefix).
 */
int json_in_text(const char *text, size_t len, const char *path, struct buf *value,
		 struct err *err);
