/* Strict JSON over json-c, for the plugins that take secrets out of it. */
#ifndef CCRED_PLUGINS_LIB_JSON_STRICT_H
#define CCRED_PLUGINS_LIB_JSON_STRICT_H

#include <stddef.h>

struct json_object;

/*
 * Parses one object (RFC 8259): UTF-8, no U+0000, nothing behind it but blanks, no name twice in any
 * object, depth at most 32. Returns 0 and an object for json_object_put, or -1 with *ret_why saying
 * what is wrong; then the object is NULL. The host's free wipes what json-c frees.
 */
int json_strict_read(const char *data, size_t len, struct json_object **ret_object,
		     const char **ret_why);

#endif
