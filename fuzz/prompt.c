/* Questions of plugins and the replies: the person's answer comes back as it was typed. */
#include "fuzz/fuzz.h"

#include "stack/question.h"

/* A person who answers the text of the question, as much of it as is shown. */
static enum result person(void *arg, int style, const char *text, char *buffer, size_t size,
			  size_t *ret_len)
{
	size_t len = strlen(text);

	(void)style;
	must(size < PROMPT_ANSWER_MAX);
	if (len > size)
		return RESULT_INVALID;
	memcpy(buffer, text, len);
	*ret_len = len;
	*(bool *)arg = true;
	return RESULT_SUCCESS;
}

static void check_reply(const struct question *question, struct buf *reply, bool answered)
{
	static char buffer[PROMPT_ANSWER_MAX];
	struct kv kv = KV_INIT;
	size_t len = 0;

	must(!buf_error(reply) && talk_parse(reply, &kv, NULL) == 0);
	enum result result = question_take_reply(&kv, buffer, sizeof(buffer), &len);
	must(answered == (result == RESULT_SUCCESS));
	if (answered)
		must(len == strnlen(question->text, QUESTION_TEXT_MAX) &&
		     memcmp(buffer, question->text, len) == 0);
	kv_free(&kv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf message = BUF_INIT, reply = BUF_INIT;
	struct question question;
	static char buffer[64];
	struct kv kv = KV_INIT;
	bool answered = false;
	size_t len = 0;

	talk_begin(&message);
	buf_put(&message, data, size);
	(void)talk_peek(&message, "prompt");
	if (talk_parse(&message, &kv, NULL) == 0) {
		if (question_take(&kv, &question)) {
			must(question.size > 0 && question.size <= PROMPT_ANSWER_MAX);
			question_answer(&kv, NULL, person, &answered, &reply);
			check_reply(&question, &reply, answered);
		}
		if (question_take_reply(&kv, buffer, sizeof(buffer), &len) == RESULT_SUCCESS)
			must(len <= sizeof(buffer));
	}
	kv_free(&kv);
	buf_free(&message);
	buf_free(&reply);
	return 0;
}
