/* JSON piece by piece: commas, bytes that JSON does not have, and the members of an error. */
#include "base/json_out.h"
#include "lib/unit.h"

START_TEST(commas)
{
	struct buf b = BUF_INIT;

	json_begin(&b, NULL, '{');
	json_number(&b, "n", -5);
	json_begin(&b, "list", '[');
	json_text(&b, NULL, "one");
	json_boolean(&b, NULL, true);
	buf_putc(&b, ']');
	json_text(&b, "none", NULL);
	buf_putc(&b, '}');
	ck_assert_str_eq(buf_str(&b), "{\"n\":-5,\"list\":[\"one\",true],\"none\":null}");
	buf_free(&b);
}
END_TEST

START_TEST(bytes)
{
	struct buf b = BUF_INIT;

	json_text(&b, NULL, "a\"b\\c\xff\n");
	json_escape(&b, "\n\x7f");
	ck_assert_str_eq(buf_str(&b), "\"a\\\"b\\\\c\\\\xff\\\\x0a\"\\u000a\\u007f");
	buf_free(&b);
}
END_TEST

START_TEST(errors)
{
	struct err err = { 0 };
	struct buf b = BUF_INIT;

	json_err(&b, &err);
	ck_assert_str_eq(buf_str(&b), "\"code\":0,\"reason\":null,\"text\":null,\"fix\":null,"
				      "\"place\":null,\"hint\":null");
	err_set(&err, REASON_SYSTEM, "what");
	err_fix(&err, "rm x");
	err_place(&err, "/f", 12, 3);
	err_hint(&err, "more");
	buf_reset(&b);
	json_err(&b, &err);
	ck_assert_str_eq(buf_str(&b), "\"code\":71,\"reason\":\"system_error\",\"text\":\"what\","
				      "\"fix\":\"rm x\",\"place\":\"/f:12:3\",\"hint\":\"more\"");
	buf_free(&b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("json_out");
	TCase *t = tcase_create("json_out");

	tcase_add_test(t, commas);
	tcase_add_test(t, bytes);
	tcase_add_test(t, errors);
	suite_add_tcase(s, t);
	return unit_main(s);
}
