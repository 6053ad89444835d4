/* Strict JSON over json-c, for the plugins that take secrets out of it, and nothing left in memory. */
#ifndef CCRED_PLUGINS_LIB_JSON_STRICT_H
#define CCRED_PLUGINS_LIB_JSON_STRICT_H

#include <stddef.h>

#include "ccred-plugin.h"

struct json_object;

/*
 * Parses one object (RFC 8259): UTF-8, no U+0000, nothing behind it but blanks, no name twice in any
 * object, depth at most 32. Returns 0 and an object for json_strict_free, or -1 with *ret_why saying
 * what is wrong.
 */
int json_strict_read(const struct ccred_host *host, const char *data, size_t len,
		     struct json_object **ret_object, const char **ret_why);

/* Wipes every string of it, frees it and sets it to NULL; NULL is fine. */
void json_strict_free(const struct ccred_host *host, struct json_object **object);

#endif
