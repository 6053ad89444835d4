/* Buffers, secrets, errors and key=value messages. */
#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/kv.h"
#include "base/limits.h"
#include "base/secret.h"
#include "lib/unit.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

START_TEST(buffer)
{
	for (int locked = 0; locked <= 1; locked++) {
		struct buf b = { .locked = locked };

		ck_assert_str_eq(buf_str(&b), "");
		for (int i = 0; i < 5000; i++)
			buf_puts(&b, "0123456789");
		ck_assert_uint_eq(b.len, 50000);
		ck_assert_uint_eq(strlen(buf_str(&b)), 50000);
		buf_drop(&b, 49995);
		ck_assert_str_eq(buf_str(&b), "56789");
		buf_printf(&b, "-%d-%s", 42, "x");
		ck_assert_str_eq(buf_str(&b), "56789-42-x");
		buf_drop(&b, 1000);
		ck_assert_uint_eq(b.len, 0);
		buf_free(&b);
		ck_assert_ptr_null(b.data);
	}
}
END_TEST

START_TEST(buffer_limit)
{
	struct buf b = { .max = 10 };

	buf_puts(&b, "0123456789");
	ck_assert(!buf_error(&b));
	buf_putc(&b, 'x');
	ck_assert(buf_error(&b));
	/* A failed buffer stays as it was. */
	buf_puts(&b, "y");
	ck_assert_str_eq(buf_str(&b), "0123456789");
	buf_reset(&b);
	ck_assert(!buf_error(&b));
	ck_assert_uint_eq(b.len, 0);
	buf_free(&b);
}
END_TEST

/* What growing leaves behind is gone: the old block was wiped before it was freed. */
START_TEST(buffer_wipes)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, "canary");
	char *old = b.data;
	size_t len = b.len;
	buf_reset(&b);
	for (size_t i = 0; i < len; i++)
		ck_assert_int_eq(old[i], 0);
	buf_puts(&b, "abc");
	buf_drop(&b, 2);
	ck_assert_str_eq(buf_str(&b), "c");
	ck_assert_int_eq(b.data[2], 0);
	buf_free(&b);
}
END_TEST

START_TEST(secrets)
{
	struct secret *a = NULL, *b = NULL;

	ck_assert_int_eq(secret_new("hello", 5, &a), 0);
	ck_assert_int_eq(secret_new("hellO", 5, &b), 0);
	ck_assert_str_eq(a->data, "hello");
	ck_assert(!secret_equal(a, b));
	b->data[4] = 'o';
	ck_assert(secret_equal(a, b));
	ck_assert(!secret_equal(a, NULL));
	ck_assert(secret_equal(NULL, NULL));
	secret_free(&a);
	secret_free(&a);
	secret_free(NULL);
	secret_free(&b);
	ck_assert_int_eq(secret_new("", 0, &a), 0);
	ck_assert_str_eq(a->data, "");
	secret_free(&a);
}
END_TEST

START_TEST(errors)
{
	struct err e = { 0 };
	char longer[3000];

	ck_assert_int_eq(err_set(&e, EXIT_CONFIG, "bad \x1b%s", "x"), EXIT_CONFIG);
	ck_assert_str_eq(e.text, "bad \\x1bx");
	err_hint(&e, "try\n%d", 1);
	ck_assert_str_eq(e.hint, "try\\x0a1");
	err_prefix(&e, "file:%d", 3);
	ck_assert_str_eq(e.text, "file:3: bad \\x1bx");
	ck_assert_int_eq(err_set(NULL, EXIT_USAGE, "nobody listens"), EXIT_USAGE);
	memset(longer, 'a', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	err_set(&e, EXIT_OS, "%s", longer);
	ck_assert_uint_eq(strlen(e.text), ERR_TEXT_MAX - 1);
	ck_assert_str_eq(e.text + ERR_TEXT_MAX - 4, "...");
	ck_assert_str_eq(e.hint, "");
}
END_TEST

static int parse(const char *text, size_t len, struct buf *b, struct kv *kv)
{
	buf_reset(b);
	buf_put(b, text, len);
	return kv_parse(b, kv, NULL);
}

START_TEST(messages)
{
	struct buf b = BUF_INIT;
	struct kv kv = KV_INIT;

	ck_assert_int_eq(parse("a=1\nb==x\na=2\n\nrest", 18, &b, &kv), 0);
	ck_assert_uint_eq(kv.n, 3);
	ck_assert_str_eq(kv_get(&kv, "a"), "2");
	ck_assert_str_eq(kv_get(&kv, "b"), "=x");
	ck_assert_int_eq(kv_get_int(&kv, "a", 9), 2);
	ck_assert_int_eq(kv_get_int(&kv, "b", 9), 9);
	ck_assert_int_eq(kv_get_int(&kv, "none", -1), -1);
	ck_assert_ptr_null(kv_get(&kv, "none"));
	kv_free(&kv);
	/* The end of the input ends a line too. */
	ck_assert_int_eq(parse("a=", 2, &b, &kv), 0);
	ck_assert_str_eq(kv_get(&kv, "a"), "");
	kv_free(&kv);
	ck_assert_int_eq(parse("", 0, &b, &kv), 0);
	ck_assert_uint_eq(kv.n, 0);

	static const char *const bad[] = { "a\n",     "=x\n",      "a=\r\n",
					   "a=\tx\n", "a\x01=x\n", "a=\x7f\n" };
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		ck_assert_int_eq(parse(bad[i], strlen(bad[i]), &b, &kv), EXIT_DATA);
	ck_assert_int_eq(parse("a=x\0y\n", 6, &b, &kv), EXIT_DATA);

	buf_reset(&b);
	for (size_t i = 0; i < LIMIT_PROTO_LINE; i++)
		buf_putc(&b, i == 1 ? '=' : 'a');
	ck_assert_int_eq(kv_parse(&b, &kv, NULL), 0);
	kv_free(&kv);
	buf_reset(&b);
	for (size_t i = 0; i < LIMIT_PROTO_LINE + 1; i++)
		buf_putc(&b, i == 1 ? '=' : 'a');
	ck_assert_int_eq(kv_parse(&b, &kv, NULL), EXIT_DATA);
	buf_free(&b);
}
END_TEST

START_TEST(writing)
{
	struct buf b = BUF_INIT;
	struct kv kv = KV_INIT;

	kv_put(&b, "a", "x=y");
	kv_put(&b, "none", NULL);
	kv_put_int(&b, "n", -5);
	kv_put_escaped(&b, "e", "l\n%\0z", 5);
	ck_assert_str_eq(buf_str(&b), "a=x=y\nn=-5\ne=l%0a%25%00z\n");
	ck_assert_int_eq(kv_parse(&b, &kv, NULL), 0);
	char *value = strdup(kv_get(&kv, "e"));
	ck_assert_int_eq(kv_unescape(value), 5);
	ck_assert_mem_eq(value, "l\n%\0z", 6);
	free(value);
	kv_free(&kv);
	char bad[] = "%4", worse[] = "%zz";
	ck_assert_int_eq(kv_unescape(bad), -1);
	ck_assert_int_eq(kv_unescape(worse), -1);
	/* No line can be smuggled in. */
	kv_put(&b, "a", "x\nstatus=0");
	ck_assert(buf_error(&b));
	buf_free(&b);
}
END_TEST

START_TEST(reading)
{
	/* What is read of what comes in one piece; the sender does not close. */
	static const char *const whole[] = { "a=1\n\n", "\n", "\nx", "a=1\nb=2\n\nrest" };
	struct buf b = BUF_INIT;
	struct err err = { 0 };
	int fds[2];

	for (size_t i = 0; i < sizeof(whole) / sizeof(whole[0]); i++) {
		ck_assert_int_eq(pipe(fds), 0);
		ck_assert_int_eq(fs_write_all(fds[1], whole[i], strlen(whole[i])), 0);
		ck_assert_int_eq(kv_read(fds[0], 16, "it", &b, &err), 0);
		ck_assert_str_eq(buf_str(&b), whole[i]);
		buf_reset(&b);
		close(fds[0]);
		close(fds[1]);
	}
	/* In pieces, the end of the message in two of them, from an input that does not wait. */
	ck_assert_int_eq(pipe2(fds, O_NONBLOCK), 0);
	pid_t pid = fork();
	if (pid == 0) {
		static const char *const pieces[] = { "a=", "1\n", "\n" };
		for (size_t i = 0; i < 3; i++) {
			clock_sleep(50);
			(void)fs_write_all(fds[1], pieces[i], strlen(pieces[i]));
		}
		pause();
	}
	ck_assert_int_gt(pid, 0);
	ck_assert_int_eq(kv_read(fds[0], 16, "it", &b, &err), 0);
	ck_assert_str_eq(buf_str(&b), "a=1\n\n");
	buf_reset(&b);
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	/* The end of the input, too much of it, and none that can be read. */
	ck_assert_int_eq(fs_write_all(fds[1], "a=1", 3), 0);
	close(fds[1]);
	ck_assert_int_eq(kv_read(fds[0], 3, "it", &b, &err), 0);
	ck_assert_str_eq(buf_str(&b), "a=1");
	close(fds[0]);
	buf_reset(&b);
	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(fs_write_all(fds[1], "a=12", 4), 0);
	ck_assert_int_eq(kv_read(fds[0], 3, "it", &b, &err), EXIT_DATA);
	ck_assert_str_eq(err.text, "it is longer than 3 bytes");
	buf_reset(&b);
	ck_assert_int_eq(kv_read(fds[1], 3, "it", &b, &err), EXIT_IO);
	close(fds[0]);
	close(fds[1]);
	buf_free(&b);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("buf");
	TCase *t = tcase_create("buf");

	tcase_add_test(t, buffer);
	tcase_add_test(t, buffer_limit);
	tcase_add_test(t, buffer_wipes);
	tcase_add_test(t, secrets);
	tcase_add_test(t, errors);
	tcase_add_test(t, messages);
	tcase_add_test(t, writing);
	tcase_add_test(t, reading);
	suite_add_tcase(s, t);
	return unit_main(s);
}
