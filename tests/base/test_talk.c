/* Messages over a socketpair: whole and in pieces, too long, of another version, to nobody. */
#include "base/clock.h"
#include "base/talk.h"
#include "lib/unit.h"

#include <sys/socket.h>
#include <unistd.h>

static int pair[2];
static struct buf out, in;

static void setup(void)
{
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), 0);
	out = (struct buf)BUF_SECRET(0);
	in = (struct buf)BUF_SECRET(2000);
}

static void teardown(void)
{
	close(pair[0]);
	close(pair[1]);
	buf_free(&out);
	buf_free(&in);
}

START_TEST(whole)
{
	static const char value[] = "a\nb%\0c=d";
	struct kv kv = KV_INIT;

	talk_begin(&out);
	kv_put_escaped(&out, "value", value, sizeof(value) - 1);
	kv_put_text(&out, "text", "");
	kv_put_text(&out, "none", NULL);
	ck_assert_int_eq(talk_take(pair[1], 1000, &in), TALK_MORE);
	ck_assert_int_eq(talk_send(pair[0], &out, clock_ms() + 1000), TALK_MESSAGE);
	ck_assert_int_eq(talk_take(pair[1], 1000, &in), TALK_MESSAGE);
	ck_assert_ptr_nonnull(talk_peek(&in, "value"));
	ck_assert_ptr_null(talk_peek(&in, "alue"));
	ck_assert_ptr_null(talk_peek(&in, "b"));
	/* Passed on as it is. */
	ck_assert_int_eq(talk_send(pair[1], &in, clock_ms() + 1000), TALK_MESSAGE);
	buf_reset(&out);
	ck_assert_int_eq(talk_take(pair[0], 1000, &out), TALK_MESSAGE);
	ck_assert_str_eq(buf_str(&out), buf_str(&in));
	ck_assert_int_eq(talk_parse(&out, &kv, NULL), 0);
	ck_assert_uint_eq(kv.n, 3);
	ck_assert_uint_eq(kv.lines[1].len, sizeof(value) - 1);
	ck_assert_mem_eq(kv.lines[1].value, value, sizeof(value) - 1);
	ck_assert_str_eq(kv_get(&kv, "text"), "");
	kv_free(&kv);
}
END_TEST

START_TEST(pieces)
{
	static const char message[] = TALK_VERSION "\nkey=value\n\n";

	for (size_t i = 0; i < sizeof(message) - 1; i++) {
		ck_assert_int_eq(write(pair[0], message + i, 1), 1);
		ck_assert_int_eq(talk_take(pair[1], 1000, &in),
				 i + 2 < sizeof(message) ? TALK_MORE : TALK_MESSAGE);
	}
	close(pair[0]);
	buf_reset(&in);
	ck_assert_int_eq(talk_take(pair[1], 1000, &in), TALK_CLOSED);
	pair[0] = dup(pair[1]);
}
END_TEST

START_TEST(too_long)
{
	static char line[1200];

	memset(line, 'x', sizeof(line));
	ck_assert_int_eq(write(pair[0], line, sizeof(line)), (ssize_t)sizeof(line));
	ck_assert_int_eq(talk_take(pair[1], 1000, &in), TALK_FLOOD);
	buf_reset(&in);
}
END_TEST

/* What failed here is no fault of the other side; and there are words for it that need no
 * memory. */
START_TEST(no_memory)
{
	struct buf fixed = TALK_FIXED("text=out of memory\n");

	out.failed = true;
	ck_assert_int_eq(talk_send(pair[0], &out, clock_ms() + 1000), TALK_NO_MEMORY);
	ck_assert_int_eq(talk_send(pair[0], &fixed, clock_ms() + 1000), TALK_MESSAGE);
	in.failed = true;
	ck_assert_int_eq(talk_take(pair[1], 1000, &in), TALK_NO_MEMORY);
	buf_reset(&in);
	ck_assert_int_eq(talk_take(pair[1], 1000, &in), TALK_MESSAGE);
	ck_assert_str_eq(buf_str(&in), TALK_VERSION "\ntext=out of memory\n\n");
}
END_TEST

START_TEST(versions)
{
	static const char *const bad[] = {
		"ccred=2\nx=y\n\n",        "x=y\nccred=1\n\n",        "\n\n", "x\n\n",
		TALK_VERSION "\nx=%4\n\n", TALK_VERSION "\nx=%zz\n\n"
	};
	struct kv kv = KV_INIT;
	struct err err;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err = (struct err){ 0 };
		buf_reset(&in);
		buf_puts(&in, bad[i]);
		ck_assert_msg(talk_parse(&in, &kv, &err) == EXIT_DATA, "%s", bad[i]);
		ck_assert_str_eq(err.reason, i < 3 ? "other_version" : "malformed_message");
		ck_assert_uint_eq(kv.n, 0);
	}
}
END_TEST

/* Who does not read, or has gone, costs neither a signal nor all the time. */
START_TEST(nobody_reads)
{
	static char line[2000000];
	int64_t begin = clock_ms();

	memset(line, 'x', sizeof(line));
	talk_begin(&out);
	kv_put_escaped(&out, "line", line, sizeof(line));
	ck_assert_int_eq(talk_send(pair[0], &out, clock_ms() + 100), TALK_TIMEOUT);
	ck_assert_int_ge(clock_ms() - begin, 100);
	close(pair[1]);
	ck_assert_int_eq(talk_send(pair[0], &out, clock_ms() + 1000), TALK_CLOSED);
	pair[1] = dup(pair[0]);
}
END_TEST

int main(void)
{
	Suite *s = suite_create("talk");
	TCase *t = tcase_create("talk");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, whole);
	tcase_add_test(t, pieces);
	tcase_add_test(t, too_long);
	tcase_add_test(t, no_memory);
	tcase_add_test(t, versions);
	tcase_add_test(t, nobody_reads);
	suite_add_tcase(s, t);
	return unit_main(s);
}
