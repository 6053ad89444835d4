/* Reading one string out of JSON: where it is, what it says, and every text that is no JSON. */
#include "base/json_in.h"
#include "base/limits.h"
#include "lib/unit.h"

/* Returns what json_in_text does; the text is in value, which the caller frees. */
static int read_text(const char *text, const char *path, struct buf *value, struct err *err)
{
	*err = (struct err){ 0 };
	return json_in_text(text, strlen(text), path, value, err);
}

static void check(const char *text, const char *path, int code, const char *wanted)
{
	struct buf value = BUF_INIT;
	struct err err;
	int r = read_text(text, path, &value, &err);

	ck_assert_msg(r == code, "%s: %d %s", text, r, err.text);
	ck_assert_str_eq(buf_str(&value), wanted);
	ck_assert_int_eq(err.code, code > 0 ? code : 0);
	buf_free(&value);
}

START_TEST(places)
{
	check("{\"a\":\"x\"}", "a", 0, "x");
	check(" { \"b\" : [ { \"a\" : \"y\" } , 1 ] , \"a\" : \"x\" } \n", "a", 0, "x");
	check("{\"a\":{\"b\":{\"c\":\"x\"},\"c\":\"y\"}}", "a.b.c", 0, "x");
	check("{\"a\":{\"b\":\"x\"},\"b\":\"y\"}", "b", 0, "y");
	check("{\"ab\":\"y\",\"a\":\"\"}", "a", 0, "");
	check("{}", "a", -1, "");
	check("{\"ab\":\"x\"}", "a", -1, "");
	check("{\"a\":\"x\"}", "ab", -1, "");
	check("{\"a\":\"x\"}", "a.b", -1, "");
	check("{\"a\":[{\"b\":\"x\"}]}", "a.b", -1, "");
	check("{\"a.b\":\"x\"}", "a.b", -1, "");
	check("{\"a\":null}", "a", -1, "");
	check("[\"a\"]", "a", -1, "");
	check("\"a\"", "a", -1, "");
	check("{\"a\":1}", "a", EXIT_DATA, "");
	check("{\"a\":{}}", "a", EXIT_DATA, "");
	check("{\"a\":true}", "a", EXIT_DATA, "");
}
END_TEST

START_TEST(strings)
{
	check("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"}", "a", 0, "\"\\/\b\f\n\r\t");
	check("{\"a\":\"\\u00e9\\u20AC\\ud83d\\ude00\"}", "a", 0, "é€😀");
	check("{\"a\":\"é€😀\x7f\"}", "a", 0, "é€😀\x7f");
	check("{\"\\u0061\":\"x\"}", "a", 0, "x");
	static const char *const bad[] = {
		"\\u0000",      "\\u00",          "\\u00zz", "\\x41", "\\ud83d", "\\ud83dx",
		"\\ud83d\\n",   "\\ude00",        "\n",      "\\",    "\xff",    "\xc0\x80",
		"\xed\xa0\x80", "\\ud83d\\ud83d",
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char text[64];
		snprintf(text, sizeof(text), "{\"a\":\"x\",\"b\":\"%s\"}", bad[i]);
		check(text, "a", EXIT_DATA, "");
	}
}
END_TEST

START_TEST(malformed)
{
	static const char *const bad[] = {
		"",
		" ",
		"{",
		"{\"a\"",
		"{\"a\":",
		"{\"a\":\"x\"",
		"{\"a\":\"x",
		"{\"a\":\"x\"}}",
		"{\"a\":\"x\"} x",
		"{\"a\":\"x\",}",
		"{,}",
		"{\"a\":\"x\" \"b\":1}",
		"{a:1}",
		"{'a':1}",
		"{1:1}",
		"{\"a\" 1}",
		"[1,]",
		"[,]",
		"[1",
		"[1 2]",
		"[1}",
		"nan",
		"nul",
		"True",
		"tru",
		"01",
		"-",
		"1.",
		".5",
		"-.5",
		"1e",
		"1e+",
		"+1",
		"0x1",
		"1a",
		"//",
		"{\"a\":\"x\",\"a\":\"y\"}",
		"{\"b\":{\"c\":1,\"\\u0063\":1}}",
		"[{\"b\":1,\"d\":{},\"b\":2}]",
		"\v1",
		"\xef\xbb\xbf{}",
	};
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		check(bad[i], "a", EXIT_DATA, "");
	check("[0,-0,1.5,1e5,-1E-5,10,true,false,null,{},[],[{}],\"\"]", "a", -1, "");
	check("{\"b\":{\"a\":1},\"c\":{\"a\":2}}", "a", -1, "");
	struct buf value = BUF_INIT;
	struct err err = { 0 };
	ck_assert_int_eq(json_in_text("{}\0", 3, "a", &value, &err), EXIT_DATA);
	ck_assert_str_eq(err.text, "no JSON: something follows at byte 3");
	ck_assert_int_eq(read_text("{\"a\":x}", "a", &value, &err), EXIT_DATA);
	ck_assert_str_eq(err.text, "no JSON at byte 6: no value");
	ck_assert_int_eq(read_text("{\"a\":{\"b\":1}}", "a.b", &value, &err), EXIT_DATA);
	ck_assert_str_eq(err.text, "a.b is not a string");
}
END_TEST

START_TEST(limits)
{
	struct buf text = BUF_INIT;

	for (int depth = 32; depth <= 33; depth++) {
		buf_reset(&text);
		for (int i = 0; i < depth; i++)
			buf_putc(&text, '[');
		for (int i = 0; i < depth; i++)
			buf_putc(&text, ']');
		check(buf_str(&text), "a", depth > 32 ? EXIT_DATA : -1, "");
	}
	for (int n = 1000; n <= 1001; n++) {
		buf_reset(&text);
		for (int i = 0; i < n; i++)
			buf_printf(&text, "%c\"%d\":1", i == 0 ? '{' : ',', i);
		buf_putc(&text, '}');
		check(buf_str(&text), "a", n > 1000 ? EXIT_DATA : -1, "");
	}
	buf_reset(&text);
	buf_puts(&text, "{}");
	while (text.len < LIMIT_PROTO_REQUEST)
		buf_putc(&text, ' ');
	check(buf_str(&text), "a", -1, "");
	buf_putc(&text, ' ');
	check(buf_str(&text), "a", EXIT_DATA, "");
	buf_free(&text);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("json_in");
	TCase *t = tcase_create("json_in");

	tcase_add_test(t, places);
	tcase_add_test(t, strings);
	tcase_add_test(t, malformed);
	tcase_add_test(t, limits);
	suite_add_tcase(s, t);
	return unit_main(s);
}
