/*
 * Strict JSON (RFC 8259) over json-c. json-c accepts much that is not JSON and keeps the last of two
 * equal names, so a grammar check comes first and its count of members is compared afterwards.
 */
#ifndef CCRED_HTTP_JSON_H
#define CCRED_HTTP_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_object;

/*
 * Parses one object: valid UTF-8, no U+0000, nothing behind it, no name twice at the top, depth at most
 * 32. Returns 0 and an object (json_release), or -1.
 */
int json_read(const char *data, size_t len, struct json_object **ret_object);

/* Frees; NULL is fine. Wipes the string of the name first, if not NULL: json-c frees without wiping. */
void json_release(struct json_object *object, const char *secret_name);

enum json_kind {
	JSON_ABSENT, /* or null */
	JSON_OK,
	JSON_OTHER, /* another type than asked for */
};

/* A string member. The pointer lives as long as the object. */
enum json_kind json_text(struct json_object *object, const char *name, const char **ret_text);

/* A boolean member. */
enum json_kind json_flag(struct json_object *object, const char *name, bool *ret_value);

/*
 * A whole number, written as one or as a string of digits. Beyond int64, negative, with fraction or
 * exponent: JSON_OTHER.
 */
enum json_kind json_whole(struct json_object *object, const char *name, int64_t *ret_value);

/* Calls fn for each string of an array member; other elements are passed over. */
enum json_kind json_each(struct json_object *object, const char *name,
			 void (*fn)(const char *text, void *arg), void *arg);

#endif
