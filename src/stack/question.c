/* A plugin's question to a person, and the reply, as messages of base/talk.h. */
#include "stack/question.h"
#include "stack/wire.h"

void question_put(const struct question *question, struct buf *b)
{
	talk_begin(b);
	kv_put_int(b, "prompt", question->style);
	kv_put_text(b, "text", question->text);
	kv_put_int(b, "size", (int64_t)question->size);
}

bool question_take(const struct kv *kv, struct question *ret_question)
{
	const char *text = kv_get(kv, "text");
	int64_t size = kv_get_int(kv, "size", 0);

	if (kv_get(kv, "prompt") == NULL)
		return false;
	*ret_question = (struct question){
		.style = (int)kv_get_int(kv, "prompt", 0),
		.text = text != NULL ? text : "",
		.size = size > 0 && size < PROMPT_ANSWER_MAX ? (size_t)size : PROMPT_ANSWER_MAX,
	};
	return true;
}

void question_put_reply(enum result result, const char *answer, size_t len, struct buf *b)
{
	talk_begin(b);
	if (result == RESULT_SUCCESS)
		kv_put_escaped(b, "answer", answer, len);
	else
		kv_put_text(b, "failed", result_name((int)result));
}

enum result question_take_reply(const struct kv *kv, char *buffer, size_t size, size_t *ret_len)
{
	const char *failed = kv_get(kv, "failed"), *answer = kv_get(kv, "answer");
	int result = failed != NULL ? result_find(failed) : RESULT_SUCCESS;
	size_t len = answer != NULL ? strlen(answer) : 0;

	if (failed != NULL && result > RESULT_SUCCESS)
		return (enum result)result;
	if (answer == NULL || failed != NULL)
		return RESULT_INTERNAL;
	if (len > size)
		return RESULT_INVALID;
	if (len > 0)
		memcpy(buffer, answer, len);
	*ret_len = len;
	return RESULT_SUCCESS;
}

enum result question_ask(int fd, const struct question *question, int64_t end_ms, char *buffer,
			 size_t *ret_len)
{
	struct buf message = BUF_SECRET(WIRE_MAX), reply = BUF_SECRET(WIRE_MAX + 1);
	enum result result = RESULT_INTERNAL;
	struct kv kv = KV_INIT;

	question_put(question, &message);
	if (talk_send(fd, &message, end_ms) == TALK_MESSAGE &&
	    talk_receive(fd, WIRE_MAX, end_ms, &reply) == TALK_MESSAGE &&
	    talk_parse(&reply, &kv, NULL) == 0)
		result = question_take_reply(&kv, buffer,
					     question->size > 0 ? question->size - 1 : 0, ret_len);
	kv_free(&kv);
	buf_free(&reply);
	buf_free(&message);
	return result;
}
