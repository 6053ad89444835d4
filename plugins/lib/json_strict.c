/* Strict JSON over json-c, for the plugins that take secrets out of it. */
#include "json_strict.h"

#include <json-c/json.h>
#include <json-c/json_visit.h>

#define MAX_DEPTH 32

static const char not_json[] = "it is not one valid JSON object";

/* A json_c_visit_userfunc; arg: how many members all objects have. */
static int count_member(json_object *value, int flags, json_object *parent, const char *name,
			size_t *index, void *arg)
{
	(void)value;
	(void)parent;
	(void)index;
	*(size_t *)arg += name != NULL && flags != JSON_C_VISIT_SECOND;
	return JSON_C_VISIT_RETURN_CONTINUE;
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
	size_t members = 0;

	*ret_why = "no memory";
	if (tokener == NULL)
		return NULL;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	object = json_tokener_parse_ex(tokener, data, (int)len);
	if (json_tokener_get_error(tokener) != json_tokener_success ||
	    json_tokener_get_parse_end(tokener) != len ||
	    !json_object_is_type(object, json_type_object) ||
	    json_c_visit(object, 0, count_member, &members) != 0)
		*ret_why = not_json;
	else
		*ret_why = check_text(data, len, members);
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
