/* JSON of other tools: what is read is what json-c reads, and both refuse the same texts. */
#include "fuzz/fuzz.h"

#include "base/json_in.h"
#include "http/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = copy_of(data, size);
	struct json_object *object = NULL;
	struct buf value = BUF_INIT;
	struct err err = { 0 };
	const char *wanted = NULL;

	int r = json_in_text(text, size, "a", &value, &err);
	bool strict = json_read(text, size, &object) == 0;
	/* json-c looks for equal names at the top only, and takes any number of them. */
	must(strict || r == -1 || r == EXIT_DATA);
	if (strict && r <= 0) {
		enum json_kind kind = json_string(object, "a", &wanted);
		must((r == 0) == (kind == JSON_OK) && (r == -1) == (kind == JSON_ABSENT));
		must(strlen(buf_str(&value)) == value.len);
		must(r != 0 || strcmp(wanted, buf_str(&value)) == 0);
	} else if (r > 0) {
		must_say(r, &err);
	}
	must(r == 0 || value.len == 0);
	buf_reset(&value);
	must(json_in_text(text, size, "a.b.c", &value, NULL) <= 0 || r > 0);
	json_release(object);
	buf_free(&value);
	free(text);
	return 0;
}
