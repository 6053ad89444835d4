/* Errors with parts: what each function fills in, and the one line that people read. */
#include "base/kv.h"
#include "lib/unit.h"

START_TEST(parts)
{
	struct err err = { 0 };
	char line[ERR_LINE_MAX];

	ck_assert_int_eq(err_set(&err, REASON_SYSTEM, "cannot open %s", "/x"), EXIT_OS);
	ck_assert_str_eq(err.reason, "system_error");
	ck_assert_str_eq(err_line(&err, line, sizeof(line)), "cannot open /x");
	err_place(&err, "/etc/x", 3, 0);
	ck_assert_str_eq(err_line(&err, line, sizeof(line)), "/etc/x:3: cannot open /x");
	err_place(&err, "/etc/x", 3, 7);
	err_fix(&err, "chmod 600 %s", "/x\n");
	ck_assert_str_eq(err_line(&err, line, sizeof(line)),
			 "/etc/x:3:7: cannot open /x: chmod 600 /x\\x0a");
	err_hint(&err, "look");
	ck_assert_str_eq(err.hint, "look");
	/* Another error takes nothing over. */
	err_nomem(&err);
	ck_assert_str_eq(err.reason, "no_memory");
	ck_assert_str_eq(err_line(&err, line, sizeof(line)), "out of memory");
	ck_assert_str_eq(err.hint, "");
}
END_TEST

/* A command whose path does not fit would name another file. */
START_TEST(paths)
{
	static char path[600] = "/";
	struct err err = { 0 };

	err_set(&err, REASON_FILE_MODE, "x");
	(void)err_fix_path(&err, 0, "chmod 600", "/a b'c");
	ck_assert_str_eq(err.fix, "chmod 600 '/a b'\\''c'");
	err_set(&err, REASON_FILE_MODE, "x");
	(void)err_fix_path(&err, 0, "rm", "/a\nb");
	ck_assert_str_eq(err.fix, "");
	for (size_t len = 500; len < 512; len++) {
		memset(path + 1, 'p', len - 1);
		err_set(&err, REASON_FILE_MODE, "x");
		(void)err_fix_path(&err, 0, "rm", path);
		ck_assert_uint_eq(strlen(err.fix), len + 3 < 512 ? len + 3 : 0);
	}
	(void)err_fix_path(NULL, 0, "rm", "/x");
}
END_TEST

START_TEST(nobody_asks)
{
	ck_assert_int_eq(err_set(NULL, REASON_NO_MEMORY, "x"), EXIT_OS);
	ck_assert_int_eq(err_sys(NULL, REASON_SYSTEM, 1, "x"), EXIT_OS);
	ck_assert_int_eq(err_recode(NULL, EXIT_CONFIG), EXIT_CONFIG);
	err_fix(NULL, "x");
	err_hint(NULL, "x");
	err_place(NULL, "x", 1, 1);
	err_prefix(NULL, "x");
}
END_TEST

START_TEST(handed_on)
{
	struct err err = { 0 }, other = { 0 };
	struct buf b = BUF_INIT;
	struct kv kv = KV_INIT;

	err_set(&err, REASON_SYSTEM, "what");
	err_fix(&err, "rm x");
	err_place(&err, "/f", 1, 2);
	err_hint(&err, "more");
	err_kv_put(&b, &err);
	ck_assert_int_eq(kv_parse(&b, &kv, NULL), 0);
	err_kv_get(&kv, EXIT_DENIED, &other);
	ck_assert_int_eq(other.code, EXIT_DENIED);
	ck_assert_str_eq(other.reason, "system_error");
	ck_assert_str_eq(other.text, "what");
	ck_assert_str_eq(other.fix, "rm x");
	ck_assert_str_eq(other.place.file, "/f");
	ck_assert_uint_eq(other.place.line, 1);
	ck_assert_uint_eq(other.place.column, 2);
	ck_assert_str_eq(other.hint, "more");
	kv_free(&kv);
	buf_free(&b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("err");
	TCase *t = tcase_create("err");

	tcase_add_test(t, parts);
	tcase_add_test(t, paths);
	tcase_add_test(t, nobody_asks);
	tcase_add_test(t, handed_on);
	suite_add_tcase(s, t);
	return unit_main(s);
}
