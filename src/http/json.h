/*
 * Strict JSON (RFC 8259) over json-c, which takes some texts that are not JSON, and keeps the last
 * of two equal names. Therefore the text is checked for these afterwards. Its own strict mode
 * refuses large numbers, which are JSON.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct json_object;

/*
 * Parses one object: valid UTF-8, no U+0000, nothing behind it, each name once at the top, a depth
 * of at most 32. Returns 0 and an object (json_release), -1 for any other text, or EXIT_OS without
 * memory.
 */
int json_read(const char *data, size_t len, struct json_object **ret_object);

/* Frees; NULL is fine. json-c does not wipe what it frees: base/wipe_free.c does it for the
 * program. */
void json_release(struct json_object *object);

enum json_kind {
	JSON_ABSENT, /* or null */
	JSON_OK,
	JSON_OTHER, /* another type than asked for */
};

/* Reads a string member. The text lives as long as the object. */
enum json_kind json_string(struct json_object *object, const char *name, const char **ret_text);

/* Gets an object member, which lives as long as its object. */
enum json_kind json_inner(struct json_object *object, const char *name,
			  struct json_object **ret_inner);

/* Reads a boolean member. */
enum json_kind json_flag(struct json_object *object, const char *name, bool *ret_value);

/*
 * Reads a whole number, written as a number or as a string of digits. JSON_OTHER if it is negative,
 * beyond int64, or has a fraction or an exponent.
 */
enum json_kind json_whole(struct json_object *object, const char *name, int64_t *ret_value);

/* The same for an amount: a number with a fraction is rounded down, and one above most is most. */
enum json_kind json_amount(struct json_object *object, const char *name, int64_t most,
			   int64_t *ret_value);

/* Reads an element of an array member, which is to be a string. JSON_ABSENT: there is no such
 * element; JSON_OTHER: it is no string, or the member is no array. */
enum json_kind json_element(struct json_object *object, const char *name, size_t index,
			    const char **ret_text);

/* Appends the strings of an array member to b, with a blank between two, and ignores its other
 * elements. */
enum json_kind json_words(struct json_object *object, const char *name, struct buf *b);
