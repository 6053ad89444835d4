/* A plugin's question and the reply, taken out of messages. */
#include "stack/question.h"
#include "ccred-plugin.h"
#include "lib/unit.h"

static struct buf message;
static struct kv kv;

static void setup(void)
{
	message = (struct buf)BUF_SECRET(4096);
	kv = (struct kv)KV_INIT;
}

static void teardown(void)
{
	kv_free(&kv);
	buf_free(&message);
}

/* A prompt of any size is answered by less than a buffer takes. */
START_TEST(prompts)
{
	static const struct {
		const char *size;
		size_t expected;
	} sizes[] = { { "1", 1 },
		      { "100", 100 },
		      { "0", PROMPT_ANSWER_MAX },
		      { "-1", PROMPT_ANSWER_MAX },
		      { "99999999999", PROMPT_ANSWER_MAX },
		      { "x", PROMPT_ANSWER_MAX } };
	struct question prompt;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		buf_reset(&message);
		buf_printf(&message, "ccred=1\nprompt=2\nsize=%s\n", sizes[i].size);
		ck_assert_int_eq(talk_parse(&message, &kv, NULL), 0);
		ck_assert(question_take(&kv, &prompt));
		ck_assert_uint_eq(prompt.size, sizes[i].expected);
		ck_assert_str_eq(prompt.text, "");
		ck_assert_int_eq(prompt.style, CCRED_PROMPT_VISIBLE);
		kv_free(&kv);
	}
	buf_reset(&message);
	buf_puts(&message, "ccred=1\nstatus=0\n");
	ck_assert_int_eq(talk_parse(&message, &kv, NULL), 0);
	ck_assert(!question_take(&kv, &prompt));
}
END_TEST

START_TEST(replies)
{
	static const struct {
		const char *text;
		enum result expected;
	} table[] = { { "answer=12\n", RESULT_SUCCESS },
		      { "answer=123\n", RESULT_INVALID },
		      { "failed=locked\n", RESULT_LOCKED },
		      { "failed=success\n", RESULT_INTERNAL },
		      { "failed=x\nanswer=1\n", RESULT_INTERNAL },
		      { "", RESULT_INTERNAL } };
	char buffer[2];
	size_t len = 0;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		buf_reset(&message);
		buf_printf(&message, "ccred=1\n%s", table[i].text);
		ck_assert_int_eq(talk_parse(&message, &kv, NULL), 0);
		ck_assert_int_eq(question_take_reply(&kv, buffer, sizeof(buffer), &len),
				 table[i].expected);
		kv_free(&kv);
	}
	ck_assert_uint_eq(len, 2);
	ck_assert_mem_eq(buffer, "12", 2);
}
END_TEST

int main(void)
{
	Suite *suite = suite_create("question");
	TCase *t = tcase_create("question");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, prompts);
	tcase_add_test(t, replies);
	suite_add_tcase(suite, t);
	return unit_main(suite);
}
