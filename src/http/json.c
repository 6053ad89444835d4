/* Strict JSON over json-c: what json-c takes and is no JSON, and the values. */
#include "http/json.h"
#include "base/buf.h"
#include "base/exit_code.h"
#include "base/text.h"

#include <errno.h>
#include <json-c/json.h>

#define MAX_DEPTH 32

static bool is_surrogate(unsigned unit, unsigned first)
{
	return unit >= first && unit < first + 0x400;
}

/* The value of the four digits after \u. */
static unsigned read_unit(const char *p)
{
	const char digits[] = { p[0], p[1], p[2], p[3], '\0' };
	unsigned char bytes[2] = { 0 };

	(void)text_from_hex(digits, bytes, sizeof(bytes));
	return (unsigned)bytes[0] << 8 | bytes[1];
}

/*
 * Passes over the rest of a string, whose end json-c has found. json-c takes control bytes, ends
 * the text at \u0000, and puts another character in the place of half a surrogate pair. Returns
 * NULL for these.
 */
static const char *pass_string(const char *p, const char *end)
{
	bool low_follows = false;

	while (end - p > 1 && *p != '"') {
		unsigned unit = (unsigned char)*p >= ' '; /* of any other character */
		if (*p++ == '\\' && *p++ == 'u' && end - p > 4) {
			unit = read_unit(p);
			p += 4;
		}
		if (unit == 0 || low_follows != is_surrogate(unit, 0xdc00))
			return NULL;
		low_follows = is_surrogate(unit, 0xd800);
	}
	return low_follows ? NULL : p + 1;
}

static const char *pass_digits(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return p;
}

/* Passes over a number. json-c takes 01, 1., -.5 and 1e. Returns NULL for these. */
static const char *pass_number(const char *p, const char *end)
{
	const char *whole = p + (*p == '-'), *fraction;

	p = pass_digits(whole, end);
	if (p == whole || (*whole == '0' && p > whole + 1))
		return NULL;
	if (p < end && *p == '.') {
		fraction = p + 1;
		if ((p = pass_digits(fraction, end)) == fraction)
			return NULL;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		const char *exponent = p;
		if ((p = pass_digits(exponent, end)) == exponent)
			return NULL;
	}
	return p;
}

/* Passes over a byte outside of strings and numbers. json-c takes nan, and a comma before a
 * bracket. Returns NULL for these. */
static const char *pass_other(const char *p, const char *end)
{
	const char *next = p + 1;

	if (*p == 'n' && next < end && *next == 'a')
		return NULL;
	while (*p == ',' && next < end && strchr(" \t\r\n", *next) != NULL)
		next++;
	return *p == ',' && next < end && (*next == ']' || *next == '}') ? NULL : p + 1;
}

/*
 * Walks once more through a text that json-c has found to be an object, for all that json-c takes
 * and that is not JSON. Of two equal names json-c keeps the last: the text must have as many colons
 * as there are members.
 */
static bool is_strict(const char *p, const char *end, int members)
{
	static const char outside[] = "{}[]:, \t\r\ntruefalsn";
	int depth = 0;

	while (p != NULL && p < end) {
		if (*p == '"') {
			p = pass_string(p + 1, end);
		} else if (*p == '-' || (*p >= '0' && *p <= '9')) {
			p = pass_number(p, end);
		} else if (memchr(outside, *p, sizeof(outside) - 1) != NULL) {
			depth += (*p == '{' || *p == '[') - (*p == '}' || *p == ']');
			members -= *p == ':' && depth == 1;
			p = pass_other(p, end);
		} else {
			return false;
		}
	}
	return p != NULL && members == 0;
}

/*
 * Without memory, json-c before 0.17 leaves something out and goes on. Only errno tells, and json-c
 * clears errno when it begins to read a number. So json-c gets the text in pieces, in which a
 * number can only be the first thing, and errno is looked at after each piece. Returns the length
 * that was read. *ret_object may be NULL.
 */
static size_t feed(struct json_tokener *tokener, const char *data, size_t len,
		   struct json_object **ret_object)
{
	size_t done = 0, end = 0;

	errno = 0;
	do {
		while (end < len && strchr(",:[", data[end++]) == NULL)
			;
		*ret_object = json_tokener_parse_ex(tokener, data + done, (int)(end - done));
		done += json_tokener_get_parse_end(tokener);
	} while (errno != ENOMEM && done < len &&
		 json_tokener_get_error(tokener) == json_tokener_continue);
	return done;
}

int json_read(const char *data, size_t len, struct json_object **ret_object)
{
	struct json_tokener *tokener;
	struct json_object *object;

	if (len > INT32_MAX || !text_is_utf8(data, len))
		return -1;
	if ((tokener = json_tokener_new_ex(MAX_DEPTH + 1)) == NULL)
		return EXIT_OS;
	size_t done = feed(tokener, data, len, &object);
	bool whole = errno != ENOMEM;
	bool good = whole && done == len && json_object_is_type(object, json_type_object) &&
		    is_strict(data, data + len, json_object_object_length(object));
	json_tokener_free(tokener);
	if (good)
		*ret_object = object;
	else
		json_object_put(object);
	return good ? 0 : whole ? -1 : EXIT_OS;
}

void json_release(struct json_object *object)
{
	json_object_put(object);
}

static enum json_kind find(struct json_object *object, const char *name, enum json_type type,
			   struct json_object **ret_member)
{
	if (!json_object_object_get_ex(object, name, ret_member) || *ret_member == NULL)
		return JSON_ABSENT;
	return json_object_is_type(*ret_member, type) ? JSON_OK : JSON_OTHER;
}

enum json_kind json_string(struct json_object *object, const char *name, const char **ret_text)
{
	struct json_object *member;
	enum json_kind kind = find(object, name, json_type_string, &member);

	if (kind == JSON_OK)
		*ret_text = json_object_get_string(member);
	return kind;
}

enum json_kind json_inner(struct json_object *object, const char *name,
			  struct json_object **ret_inner)
{
	return find(object, name, json_type_object, ret_inner);
}

enum json_kind json_flag(struct json_object *object, const char *name, bool *ret_value)
{
	struct json_object *member;
	enum json_kind kind = find(object, name, json_type_boolean, &member);

	if (kind == JSON_OK)
		*ret_value = json_object_get_boolean(member) != 0;
	return kind;
}

enum json_kind json_whole(struct json_object *object, const char *name, int64_t *ret_value)
{
	struct json_object *member;
	uint64_t digits;
	int64_t whole;
	/* json-c makes a number with a fraction or an exponent a double, and one that is too large
	 * INT64_MAX. */
	enum json_kind kind = find(object, name, json_type_int, &member);

	if (kind == JSON_ABSENT)
		return kind;
	if (kind == JSON_OK)
		whole = json_object_get_int64(member);
	else if (json_object_is_type(member, json_type_string) &&
		 text_to_u64(json_object_get_string(member), INT64_MAX - 1, &digits) == 0)
		whole = (int64_t)digits;
	else
		return JSON_OTHER;
	if (whole < 0 || whole == INT64_MAX)
		return JSON_OTHER;
	*ret_value = whole;
	return JSON_OK;
}

enum json_kind json_amount(struct json_object *object, const char *name, int64_t most,
			   int64_t *ret_value)
{
	struct json_object *member;
	enum json_kind kind = json_whole(object, name, ret_value);

	if (kind == JSON_OTHER && (find(object, name, json_type_double, &member) == JSON_OK ||
				   find(object, name, json_type_int, &member) == JSON_OK)) {
		double value = json_object_get_double(member);
		if (value >= 0) {
			*ret_value = value < (double)most ? (int64_t)value : most;
			kind = JSON_OK;
		}
	}
	if (kind == JSON_OK && *ret_value > most)
		*ret_value = most;
	return kind;
}

enum json_kind json_element(struct json_object *object, const char *name, size_t index,
			    const char **ret_text)
{
	struct json_object *member, *element;
	enum json_kind kind = find(object, name, json_type_array, &member);

	if (kind != JSON_OK)
		return kind;
	if (index >= json_object_array_length(member))
		return JSON_ABSENT;
	element = json_object_array_get_idx(member, index);
	if (!json_object_is_type(element, json_type_string))
		return JSON_OTHER;
	*ret_text = json_object_get_string(element);
	return JSON_OK;
}

enum json_kind json_words(struct json_object *object, const char *name, struct buf *b)
{
	struct json_object *member;
	enum json_kind kind = find(object, name, json_type_array, &member);

	for (size_t i = 0; kind == JSON_OK && i < json_object_array_length(member); i++) {
		struct json_object *e = json_object_array_get_idx(member, i);
		if (!json_object_is_type(e, json_type_string))
			continue;
		if (b->len > 0)
			buf_putc(b, ' ');
		buf_puts(b, json_object_get_string(e));
	}
	return kind;
}
