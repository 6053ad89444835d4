/* Strict JSON: what is one object and what is not, and the values that are taken out of it. */
#include "base/buf.h"
#include "http/json.h"
#include "lib/unit.h"

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))

/* Text with its length, as it may hold a NUL. */
struct text {
	const char *data;
	size_t len;
};
#define TEXT(s) \
	{ \
		(s), sizeof(s) - 1 \
	}

static const struct text good[] = {
	TEXT("{}"),
	TEXT(" \t\r\n{ } \n"),
	TEXT("{\"a\":1}"),
	TEXT("{ \"a\" : 1 , \"b\" : [ ] , \"c\" : { } }"),
	TEXT("{\"a\":[1,-2,0,-0,3.5,0.5,1e9,1E+9,1e-9,-1.5e2,true,false,null,\"x\",[],{}]}"),
	TEXT("{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\uFFFF\"}"),
	TEXT("{\"a\":\"\\ud83d\\ude00\"}"),
	TEXT("{\"\":\"\xc3\xa9 \xf0\x9f\x98\x80 \x7f\"}"),
	/* The rule about names is for the outermost object: what lies deeper is not looked at. */
	TEXT("{\"a\":{\"b\":1,\"b\":2}}"),
	TEXT("{\"a\":{\"a\":{\"a\":1}}}"),
	TEXT("{\"a\":1,\"A\":2}"),
};

static const struct text bad[] = {
	/* Not one object. */
	TEXT(""),
	TEXT(" "),
	TEXT("null"),
	TEXT("[]"),
	TEXT("[{}]"),
	TEXT("\"a\""),
	TEXT("1"),
	TEXT("{}{}"),
	TEXT("{} {}"),
	TEXT("{},"),
	TEXT("{}x"),
	TEXT("{}\0"),
	TEXT("\0{}"),
	TEXT("\xef\xbb\xbf{}"),
	TEXT("\f{}"),
	TEXT("// no\n{}"),
	TEXT("{}/**/"),
	/* A name twice, in every way to write it. */
	TEXT("{\"a\":1,\"a\":1}"),
	TEXT("{\"a\":1,\"b\":2,\"a\":null}"),
	TEXT("{\"a\":1,\"\\u0061\":2}"),
	TEXT("{\"\":1,\"\":2}"),
	/* Strings. */
	TEXT("{\"a\":\"x\\u0000y\"}"),
	TEXT("{\"a\\u0000b\":1}"),
	TEXT("{\"a\":\"x\0y\"}"),
	TEXT("{\"a\":\"x\ny\"}"),
	TEXT("{\"a\":\"x\ty\"}"),
	TEXT("{\"a\":\"\x1f\"}"),
	TEXT("{\"a\nb\":1}"),
	TEXT("{'a':1}"),
	TEXT("{\"a\":'b'}"),
	TEXT("{a:1}"),
	TEXT("{\"a\":\"b}"),
	TEXT("{\"a\":\"b\\\"}"),
	TEXT("{\"a\":\"\\x41\"}"),
	TEXT("{\"a\":\"\\'\"}"),
	TEXT("{\"a\":\"\\\0\"}"),
	TEXT("{\"a\":\"\\u12\"}"),
	TEXT("{\"a\":\"\\u12"),
	TEXT("{\"a\":\"\\uzzzz\"}"),
	TEXT("{\"a\":\"\\u-001\"}"),
	TEXT("{\"a\":\"\\U0041\"}"),
	TEXT("{\"a\":\"\\"),
	TEXT("{\"a\":\"\\ud83d\"}"),
	TEXT("{\"a\":\"\\ud83dx\"}"),
	TEXT("{\"a\":\"\\ud83d\\n\"}"),
	TEXT("{\"a\":\"\\ud83d\\u12\"}"),
	TEXT("{\"a\":\"\\ud83d\\ud83d\"}"),
	TEXT("{\"a\":\"\\ud83d\\ue000\"}"),
	TEXT("{\"a\":\"\\ude00\"}"),
	TEXT("{\"a\":\"\\udfff\\ud800\"}"),
	/* UTF-8. */
	TEXT("{\"a\":\"\xff\"}"),
	TEXT("{\"a\":\"\xc3\"}"),
	TEXT("{\"a\":\"\xc0\xaf\"}"),
	TEXT("{\"a\":\"\xed\xa0\x80\"}"),
	TEXT("{\"a\":\"\xf4\x90\x80\x80\"}"),
	TEXT("{\"\x80\":1}"),
	/* Numbers and words. */
	TEXT("{\"a\":NaN}"),
	TEXT("{\"a\":nan}"),
	TEXT("{\"a\":Infinity}"),
	TEXT("{\"a\":-Infinity}"),
	TEXT("{\"a\":01}"),
	TEXT("{\"a\":-01}"),
	TEXT("{\"a\":+1}"),
	TEXT("{\"a\":-}"),
	TEXT("{\"a\":.5}"),
	TEXT("{\"a\":1.}"),
	TEXT("{\"a\":1.e5}"),
	TEXT("{\"a\":1e}"),
	TEXT("{\"a\":1e+}"),
	TEXT("{\"a\":1e+-5}"),
	TEXT("{\"a\":0x10}"),
	TEXT("{\"a\":1_000}"),
	TEXT("{\"a\":True}"),
	TEXT("{\"a\":tru}"),
	TEXT("{\"a\":nul"),
	TEXT("{\"a\":nulll}"),
	TEXT("{\"a\":undefined}"),
	/* Commas, colons, ends. */
	TEXT("{"),
	TEXT("}"),
	TEXT("{\"a\""),
	TEXT("{\"a\":"),
	TEXT("{\"a\"}"),
	TEXT("{\"a\":}"),
	TEXT("{\"a\"1}"),
	TEXT("{\"a\":1,}"),
	TEXT("{,\"a\":1}"),
	TEXT("{\"a\":1 \"b\":2}"),
	TEXT("{\"a\":1,,\"b\":2}"),
	TEXT("{\"a\":1;\"b\":2}"),
	TEXT("{\"a\":1"),
	TEXT("{\"a\":1]"),
	TEXT("{\"a\":[1,]}"),
	TEXT("{\"a\":[,1]}"),
	TEXT("{\"a\":[1 2]}"),
	TEXT("{\"a\":[1}"),
	TEXT("{\"a\":[\"b\":1]}"),
	TEXT("{1:2}"),
	TEXT("{null:2}"),
};

/* In memory of exactly its length, so that a sanitizer sees a byte read behind it. */
static int read_text(const char *data, size_t len, struct json_object **ret_object)
{
	char *copy = malloc(len > 0 ? len : 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, data, len);
	int r = json_read(copy, len, ret_object);
	free(copy);
	return r;
}

START_TEST(one_object)
{
	struct json_object *object = NULL;
	const struct text *t = &good[_i];

	ck_assert_msg(read_text(t->data, t->len, &object) == 0, "%s", t->data);
	ck_assert_ptr_nonnull(object);
	json_release(object);
}
END_TEST

START_TEST(anything_else)
{
	struct json_object *object = NULL;
	const struct text *t = &bad[_i];

	ck_assert_msg(read_text(t->data, t->len, &object) == -1, "%s", t->data);
	ck_assert_ptr_null(object);
}
END_TEST

/* Every beginning of a good text, the whole but for blanks at its end left out, is a bad one. */
START_TEST(cut)
{
	static const char text[] =
		"{\"a\":[1,-2.5e3,true,{\"b\":\"\\u00e9\\ud83d\\ude00\"}],\"c\":null}";

	for (size_t len = 0; len < sizeof(text) - 1; len++) {
		struct json_object *object = NULL;
		ck_assert_msg(read_text(text, len, &object) == -1, "%zu bytes", len);
		ck_assert_ptr_null(object);
	}
}
END_TEST

static int read_deep(unsigned depth, const char *open, const char *close)
{
	struct buf b = BUF_INIT;
	struct json_object *object = NULL;

	buf_puts(&b, "{\"a\":");
	for (unsigned i = 1; i < depth; i++)
		buf_puts(&b, open);
	buf_puts(&b, "1");
	for (unsigned i = 1; i < depth; i++)
		buf_puts(&b, close);
	buf_puts(&b, "}");
	int r = json_read(b.data, b.len, &object);
	if (r == 0)
		json_release(object);
	buf_free(&b);
	return r;
}

START_TEST(depth)
{
	ck_assert_int_eq(read_deep(32, "[", "]"), 0);
	ck_assert_int_eq(read_deep(32, "{\"a\":", "}"), 0);
	ck_assert_int_eq(read_deep(33, "[", "]"), -1);
	ck_assert_int_eq(read_deep(33, "{\"a\":", "}"), -1);
	/* Neither are a hundred thousand a matter of our stack. */
	ck_assert_int_eq(read_deep(100000, "[", "]"), -1);
	ck_assert_int_eq(read_deep(100000, "{\"a\":", "}"), -1);
}
END_TEST

static void fill(struct buf *b, const char *begin, char byte, size_t n, const char *end)
{
	buf_puts(b, begin);
	for (size_t i = 0; i < n; i++)
		buf_putc(b, byte);
	buf_puts(b, end);
}

START_TEST(huge)
{
	struct json_object *object = NULL;
	const char *text = NULL;
	struct buf b = BUF_INIT;
	int64_t whole = 7;

	fill(&b, "{\"a\":\"", 'x', 1000000, "\"}");
	ck_assert_int_eq(json_read(b.data, b.len, &object), 0);
	ck_assert_int_eq(json_string(object, "a", &text), JSON_OK);
	ck_assert_uint_eq(strlen(text), 1000000);
	json_release(object);

	buf_reset(&b);
	fill(&b, "{\"a\":", '9', 1000000, "}");
	ck_assert_int_eq(json_read(b.data, b.len, &object), 0);
	ck_assert_int_eq(json_whole(object, "a", &whole), JSON_OTHER);
	ck_assert_int_eq(whole, 7);
	json_release(object);

	buf_reset(&b);
	buf_puts(&b, "{");
	for (int i = 0; i < 50000; i++)
		buf_printf(&b, "%s\"%d\":%d", i > 0 ? "," : "", i, i);
	buf_puts(&b, "}");
	ck_assert_int_eq(json_read(b.data, b.len, &object), 0);
	ck_assert_int_eq(json_whole(object, "49999", &whole), JSON_OK);
	ck_assert_int_eq(whole, 49999);
	json_release(object);
	b.data[b.len - 1] = ',';
	buf_puts(&b, "\"25000\":1}");
	ck_assert_int_eq(json_read(b.data, b.len, &object), -1);
	buf_free(&b);
}
END_TEST

static struct json_object *must_read(const char *text)
{
	struct json_object *object = NULL;

	ck_assert_msg(json_read(text, strlen(text), &object) == 0, "%s", text);
	return object;
}

START_TEST(texts)
{
	struct json_object *o = must_read(
		"{\"t\":\"x\\u00e9\\/\",\"e\":\"\",\"n\":null,\"i\":1,\"b\":true,\"a\":[\"x\"],"
		"\"o\":{\"t\":1}}");
	const char *text = "untouched";

	ck_assert_int_eq(json_string(o, "nothing", &text), JSON_ABSENT);
	ck_assert_int_eq(json_string(o, "n", &text), JSON_ABSENT);
	ck_assert_int_eq(json_string(o, "i", &text), JSON_OTHER);
	ck_assert_int_eq(json_string(o, "b", &text), JSON_OTHER);
	ck_assert_int_eq(json_string(o, "a", &text), JSON_OTHER);
	ck_assert_int_eq(json_string(o, "o", &text), JSON_OTHER);
	ck_assert_str_eq(text, "untouched");
	ck_assert_int_eq(json_string(o, "t", &text), JSON_OK);
	ck_assert_str_eq(text, "x\xc3\xa9/");
	ck_assert_int_eq(json_string(o, "e", &text), JSON_OK);
	ck_assert_str_eq(text, "");
	json_release(o);
}
END_TEST

static const struct {
	const char *value;
	enum json_kind kind;
	int64_t whole;
} numbers[] = {
	{ "0", JSON_OK, 0 },
	{ "-0", JSON_OK, 0 },
	{ "3600", JSON_OK, 3600 },
	{ "\"3600\"", JSON_OK, 3600 },
	{ "\"0003600\"", JSON_OK, 3600 },
	{ "9223372036854775806", JSON_OK, INT64_MAX - 1 },
	{ "\"9223372036854775806\"", JSON_OK, INT64_MAX - 1 },
	{ "null", JSON_ABSENT, 0 },
	/* What json-c would saturate to INT64_MAX must not pass for a number. */
	{ "9223372036854775807", JSON_OTHER, 0 },
	{ "9223372036854775808", JSON_OTHER, 0 },
	{ "18446744073709551615", JSON_OTHER, 0 },
	{ "18446744073709551616", JSON_OTHER, 0 },
	{ "99999999999999999999999999", JSON_OTHER, 0 },
	{ "\"99999999999999999999999999\"", JSON_OTHER, 0 },
	{ "-1", JSON_OTHER, 0 },
	{ "-9223372036854775809", JSON_OTHER, 0 },
	{ "3600.7", JSON_OTHER, 0 },
	{ "3600.0", JSON_OTHER, 0 },
	{ "36e2", JSON_OTHER, 0 },
	{ "1e400", JSON_OTHER, 0 },
	{ "true", JSON_OTHER, 0 },
	{ "[3600]", JSON_OTHER, 0 },
	{ "{}", JSON_OTHER, 0 },
	{ "\"\"", JSON_OTHER, 0 },
	{ "\" 3600\"", JSON_OTHER, 0 },
	{ "\"3600 \"", JSON_OTHER, 0 },
	{ "\"+3600\"", JSON_OTHER, 0 },
	{ "\"-1\"", JSON_OTHER, 0 },
	{ "\"36e2\"", JSON_OTHER, 0 },
	{ "\"3600.0\"", JSON_OTHER, 0 },
	{ "\"0x10\"", JSON_OTHER, 0 },
	{ "\"soon\"", JSON_OTHER, 0 },
	{ "\"\xd9\xa3\"", JSON_OTHER, 0 }, /* a digit, but an Arabic one */
};

START_TEST(wholes)
{
	struct buf b = BUF_INIT;
	int64_t whole = -7;

	buf_printf(&b, "{\"n\":%s}", numbers[_i].value);
	struct json_object *o = must_read(buf_str(&b));
	ck_assert_msg(json_whole(o, "n", &whole) == numbers[_i].kind, "%s", numbers[_i].value);
	ck_assert_int_eq(whole, numbers[_i].kind == JSON_OK ? numbers[_i].whole : -7);
	ck_assert_int_eq(json_whole(o, "nothing", &whole), JSON_ABSENT);
	json_release(o);
	buf_free(&b);
}
END_TEST

START_TEST(lists)
{
	struct json_object *o = must_read("{\"a\":[\"x\",1,\"y\",null,[\"z\"],\"\",{\"w\":\"v\"}],"
					  "\"e\":[],\"n\":null,\"t\":\"x\",\"o\":{\"x\":1}}");
	struct buf b = BUF_INIT;

	ck_assert_int_eq(json_words(o, "nothing", &b), JSON_ABSENT);
	ck_assert_int_eq(json_words(o, "n", &b), JSON_ABSENT);
	ck_assert_int_eq(json_words(o, "t", &b), JSON_OTHER);
	ck_assert_int_eq(json_words(o, "o", &b), JSON_OTHER);
	ck_assert_int_eq(json_words(o, "e", &b), JSON_OK);
	ck_assert_str_eq(buf_str(&b), "");
	ck_assert_int_eq(json_words(o, "a", &b), JSON_OK);
	ck_assert_str_eq(buf_str(&b), "x y ");
	json_release(o);
	buf_free(&b);
}
END_TEST

START_TEST(flags)
{
	static const char text[] =
		"{\"t\":true,\"f\":false,\"n\":null,\"i\":1,\"s\":\"true\",\"l\":[true]}";
	struct json_object *object = NULL;
	bool value = false;

	ck_assert_int_eq(json_read(text, strlen(text), &object), 0);
	ck_assert(json_flag(object, "t", &value) == JSON_OK && value);
	ck_assert(json_flag(object, "f", &value) == JSON_OK && !value);
	value = true;
	ck_assert_int_eq(json_flag(object, "n", &value), JSON_ABSENT);
	ck_assert_int_eq(json_flag(object, "x", &value), JSON_ABSENT);
	ck_assert_int_eq(json_flag(object, "i", &value), JSON_OTHER);
	ck_assert_int_eq(json_flag(object, "s", &value), JSON_OTHER);
	ck_assert_int_eq(json_flag(object, "l", &value), JSON_OTHER);
	ck_assert(value);
	json_release(object);
}
END_TEST

START_TEST(release)
{
	json_release(NULL);
	json_release(must_read("{\"a\":\"secret\"}"));
}
END_TEST

int main(void)
{
	Suite *s = suite_create("json");
	TCase *t = tcase_create("json");

	tcase_add_loop_test(t, one_object, 0, ARRAY_SIZE(good));
	tcase_add_loop_test(t, anything_else, 0, ARRAY_SIZE(bad));
	tcase_add_test(t, cut);
	tcase_add_test(t, depth);
	tcase_add_test(t, huge);
	tcase_add_test(t, texts);
	tcase_add_loop_test(t, wholes, 0, ARRAY_SIZE(numbers));
	tcase_add_test(t, lists);
	tcase_add_test(t, flags);
	tcase_add_test(t, release);
	suite_add_tcase(s, t);
	return unit_main(s);
}
