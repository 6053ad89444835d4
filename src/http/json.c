/* Strict JSON over json-c: the grammar first, then the values. */
#include "http/json.h"
#include "base/text.h"

#include <json-c/json.h>

#define MAX_DEPTH 32

/* The check of the grammar: how far it has come. */
struct scan {
	const char *p, *end;
	unsigned depth;
	/* Of the outermost object. */
	size_t members;
};

static bool value(struct scan *s);

static void blanks(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
		s->p++;
}

static bool take(struct scan *s, char c)
{
	if (s->p >= s->end || *s->p != c)
		return false;
	s->p++;
	return true;
}

/* Takes the four digits after \u. */
static bool hex4(struct scan *s, unsigned *ret_unit)
{
	unsigned char bytes[2];
	char digits[5];

	if (s->end - s->p < 4)
		return false;
	memcpy(digits, s->p, 4);
	digits[4] = '\0';
	if (text_from_hex(digits, bytes, 2) != 0)
		return false;
	s->p += 4;
	*ret_unit = (unsigned)bytes[0] << 8 | bytes[1];
	return true;
}

static bool escape(struct scan *s)
{
	unsigned unit, low;

	if (s->p >= s->end)
		return false;
	char c = *s->p++;
	if (c != 'u')
		return strchr("\"\\/bfnrt", c) != NULL && c != '\0';
	if (!hex4(s, &unit) || unit == 0 || (unit >= 0xdc00 && unit <= 0xdfff))
		return false;
	if (unit < 0xd800 || unit > 0xdbff)
		return true;
	return take(s, '\\') && take(s, 'u') && hex4(s, &low) && low >= 0xdc00 && low <= 0xdfff;
}

static bool string(struct scan *s)
{
	if (!take(s, '"'))
		return false;
	while (s->p < s->end) {
		unsigned char c = (unsigned char)*s->p++;
		if (c == '"')
			return true;
		if (c < 0x20 || (c == '\\' && !escape(s)))
			return false;
	}
	return false;
}

static bool digits(struct scan *s)
{
	const char *begin = s->p;

	while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
		s->p++;
	return s->p > begin;
}

static bool number(struct scan *s)
{
	(void)take(s, '-');
	if (!take(s, '0') && !digits(s))
		return false;
	if (take(s, '.') && !digits(s))
		return false;
	if (take(s, 'e') || take(s, 'E')) {
		if (!take(s, '+'))
			(void)take(s, '-');
		return digits(s);
	}
	return true;
}

static bool word(struct scan *s, const char *text)
{
	size_t len = strlen(text);

	if ((size_t)(s->end - s->p) < len || memcmp(s->p, text, len) != 0)
		return false;
	s->p += len;
	return true;
}

/* Takes the inside of an object or array. */
static bool list(struct scan *s, char close, bool named)
{
	bool outermost = ++s->depth == 1;

	if (s->depth > MAX_DEPTH)
		return false;
	blanks(s);
	if (take(s, close))
		goto done;
	do {
		blanks(s);
		if (named) {
			if (!string(s))
				return false;
			blanks(s);
			if (!take(s, ':'))
				return false;
		}
		if (!value(s))
			return false;
		s->members += outermost;
		blanks(s);
	} while (take(s, ','));
	if (!take(s, close))
		return false;
done:
	s->depth--;
	return true;
}

static bool value(struct scan *s)
{
	blanks(s);
	if (s->p >= s->end)
		return false;
	switch (*s->p) {
	case '{':
		s->p++;
		return list(s, '}', true);
	case '[':
		s->p++;
		return list(s, ']', false);
	case '"':
		return string(s);
	case 't':
		return word(s, "true");
	case 'f':
		return word(s, "false");
	case 'n':
		return word(s, "null");
	default:
		return number(s);
	}
}

int json_read(const char *data, size_t len, struct json_object **ret_object)
{
	struct scan s = { .p = data, .end = data + len };
	struct json_tokener *tokener;
	struct json_object *object;

	blanks(&s);
	if (len > INT32_MAX || s.p >= s.end || *s.p != '{' || !text_is_utf8(data, len) ||
	    !value(&s))
		return -1;
	blanks(&s);
	if (s.p != s.end || (tokener = json_tokener_new_ex(MAX_DEPTH + 1)) == NULL)
		return -1;
	object = json_tokener_parse_ex(tokener, data, (int)len);
	json_tokener_free(tokener);
	if (object == NULL)
		return -1;
	/* Fewer members than were written: a name stands there twice. */
	if (!json_object_is_type(object, json_type_object) ||
	    (size_t)json_object_object_length(object) != s.members) {
		json_release(object);
		return -1;
	}
	*ret_object = object;
	return 0;
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
	uint64_t whole;
	/* json-c makes a number with a fraction or an exponent a double, and one that is too large
	 * INT64_MAX. */
	enum json_kind kind = find(object, name, json_type_int, &member);

	if (kind == JSON_ABSENT)
		return kind;
	if ((kind != JSON_OK && !json_object_is_type(member, json_type_string)) ||
	    text_to_u64(json_object_get_string(member), INT64_MAX - 1, &whole) != 0)
		return JSON_OTHER;
	*ret_value = (int64_t)whole;
	return JSON_OK;
}

enum json_kind json_each(struct json_object *object, const char *name,
			 void (*fn)(const char *text, void *arg), void *arg)
{
	struct json_object *member;
	enum json_kind kind = find(object, name, json_type_array, &member);

	for (size_t i = 0; kind == JSON_OK && i < json_object_array_length(member); i++) {
		struct json_object *e = json_object_array_get_idx(member, i);
		if (json_object_is_type(e, json_type_string))
			fn(json_object_get_string(e), arg);
	}
	return kind;
}
