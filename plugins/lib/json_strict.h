/* Strict JSON over json-c, for the plugins that take secrets out of it. */
#pragma once

#include "say.h"

struct json_object;

/*
 * Parses one object (RFC 8259): UTF-8, no U+0000, nothing behind it but blanks, no name twice in any
 * object, depth at most 32. Returns an object for json_object_put, or NULL with *ret_why saying what is
 * wrong. The host's free wipes what json-c frees.
 */
struct json_object *json_strict_read(const char *data, size_t len, const char **ret_why);

/* A string of an object, which lives as long as that; empty if it is not there. Returns -1 if it is none. */
int json_strict_text(struct json_object *object, const char *name, struct piece *ret_text);
