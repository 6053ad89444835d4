/* JSON of servers: an object that json-c writes again is read as an equal one. */
#include "fuzz/fuzz.h"

#include "base/json_out.h"
#include "http/json.h"

#include <json-c/json.h>

/* A text is a string of JSON that says the same, unless it is cut or has bytes that are not
 * UTF-8. */
static void check_text(const char *text)
{
	struct json_object *object = NULL;
	struct buf b = BUF_INIT;
	const char *back;

	json_begin(&b, NULL, '{');
	json_text(&b, "text", text);
	buf_putc(&b, '}');
	must(!buf_error(&b) && json_read(b.data, b.len, &object) == 0);
	must(json_string(object, "text", &back) == JSON_OK);
	must(!text_is_utf8(text, strlen(text)) || !is_printable(text) || strlen(text) > 512 ||
	     strcmp(text, back) == 0);
	json_release(object);
	buf_free(&b);
}

static void check_object(struct json_object *object)
{
	const char *text = json_object_to_json_string_ext(object, JSON_C_TO_STRING_PLAIN);
	struct json_object *again = NULL;
	int64_t whole;

	must(json_read(text, strlen(text), &again) == 0 && json_object_equal(object, again));
	json_release(again);
	json_object_object_foreach(object, name, member)
	{
		struct buf words = BUF_INIT;
		const char *string = NULL;
		bool flag;
		must(json_string(object, name, &string) != JSON_OK || string != NULL);
		must(json_whole(object, name, &whole) != JSON_OK || whole >= 0);
		must(json_flag(object, name, &flag) != JSON_OK ||
		     json_object_is_type(member, json_type_boolean));
		(void)json_words(object, name, &words);
		must(!buf_error(&words));
		buf_free(&words);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = copy_of(data, size);
	struct json_object *object = NULL;

	if (json_read(text, size, &object) == 0)
		check_object(object);
	json_release(object);
	check_text(text);
	free(text);
	return 0;
}
