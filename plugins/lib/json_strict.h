/* Strict JSON over json-c, for the plugins that take secrets out of it. */
#pragma once

#include "say.h"

struct json_object;

/*
 * Parses one object (RFC 8259): UTF-8, no U+0000, nothing behind it but blanks, no name twice in
 * any object, depth at most 32. Returns an object for json_object_put, or NULL with *ret_why saying
 * what is wrong. The host's free wipes what json-c frees.
 */
struct json_object *json_strict_read(const char *data, size_t len, const char **ret_why);

/* A string member of an object; it lives as long as the object. It is empty if the member is
 * missing. Returns -1 if the member is not a string. */
int json_strict_text(struct json_object *object, const char *name, struct piece *ret_text);
