/* Strict JSON over json-c, for the plugins that take secrets out of it. */
#include "json_strict.h"

#include <json-c/json.h>

#define MAX_DEPTH 32

static const char not_json[] = "it is not one valid JSON object";

/* Of all objects in it. */
static size_t count_members(struct json_object *value)
{
	size_t n = 0;

	if (json_object_is_type(value, json_type_object)) {
		json_object_object_foreach(value, name, member)
		{
			(void)name;
			n += 1 + count_members(member);
		}
	} else if (json_object_is_type(value, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(value); i++)
			n += count_members(json_object_array_get_idx(value, i));
	}
	return n;
}

/* The quote at the end of the string that starts behind this one. */
static size_t skip_string(const char *data, size_t len, size_t i, const char **ret_why)
{
	for (; i < len && data[i] != '"'; i++) {
		if ((unsigned char)data[i] < ' ')
			*ret_why = not_json;
		if (data[i] != '\\')
			continue;
		if (len - i >= 6 && memcmp(data + i, "\\u0000", 6) == 0)
			*ret_why = "it holds \\u0000, which no id or secret may";
		i++;
	}
	return i;
}

/*
 * json-c takes single quotes, NaN and control bytes, ends a string at \u0000, and keeps the last of
 * two equal names. So the text, which it has found to be an object, is walked once more: outside of
 * strings there is a colon for each member. Returns NULL, or what is wrong.
 */
static const char *check_text(const char *data, size_t len, size_t members)
{
	static const char outside[] = "{}[]:, \t\r\n0123456789+-.eEtruefalsn";
	const char *why = NULL;
	size_t colons = 0;

	for (size_t i = 0; i < len && why == NULL; i++) {
		if (data[i] == '"')
			i = skip_string(data, len, i + 1, &why);
		else if (memchr(outside, data[i], sizeof(outside) - 1) == NULL)
			why = not_json;
		else
			colons += data[i] == ':';
	}
	return why != NULL ? why : colons != members ? "a name stands in it twice" : NULL;
}

struct json_object *json_strict_read(const char *data, size_t len, const char **ret_why)
{
	struct json_tokener *tokener = json_tokener_new_ex(MAX_DEPTH + 1);
	struct json_object *object;

	*ret_why = "no memory";
	if (tokener == NULL)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	object = json_tokener_parse_ex(tokener, data, (int)len);
	if (json_tokener_get_error(tokener) != json_tokener_success ||
	    json_tokener_get_parse_end(tokener) != len ||
	    !json_object_is_type(object, json_type_object))
		*ret_why = not_json;
	else
		*ret_why = check_text(data, len, count_members(object));
	json_tokener_free(tokener);
	if (*ret_why == NULL)
		return object;
	json_object_put(object);
	return NULL;
}

int json_strict_text(struct json_object *object, const char *name, struct piece *ret_text)
{
	struct json_object *value;

	*ret_text = (struct piece){ 0 };
	if (!json_object_object_get_ex(object, name, &value))
		return 0;
	if (!json_object_is_type(value, json_type_string))
		return -1;
	*ret_text = (struct piece){ json_object_get_string(value),
				    (size_t)json_object_get_string_len(value) };
	return 0;
}
