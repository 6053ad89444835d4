/* A plugin's question to a person, and the reply, as messages of base/talk.h. */
#include "stack/question.h"
#include "base/secret.h"
#include "ccred-plugin.h"
#include "stack/wire.h"

bool question_take(const struct kv *kv, struct question *ret_question)
{
	const char *text = kv_get(kv, "text");
	int64_t size = kv_get_int(kv, "size", 0);
	int64_t style = kv_get_int(kv, "prompt", -1);

	if (style < CCRED_PROMPT_HIDDEN || style > CCRED_PROMPT_ERROR)
		return false;
	*ret_question = (struct question){
		.style = (int)style,
		.text = text != NULL ? text : "",
		.size = size > 0 && size < PROMPT_ANSWER_MAX ? (size_t)size : PROMPT_ANSWER_MAX,
	};
	return true;
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

	talk_begin(&message);
	kv_put_int(&message, "prompt", question->style);
	kv_put_text(&message, "text", question->text);
	kv_put_int(&message, "size", (int64_t)question->size);
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

void question_answer(const struct kv *kv, const char *asker, source_prompt_fn prompt, void *arg,
		     struct buf *reply)
{
	char *buffer = secret_alloc(PROMPT_ANSWER_MAX);
	enum result result = RESULT_INTERNAL;
	struct question question = { .text = "" };
	struct buf text = BUF_INIT;
	size_t len = 0;

	talk_begin(reply);
	reply->failed |= buffer == NULL;
	if (!question_take(kv, &question) || buf_error(reply))
		goto out;
	if (asker != NULL)
		buf_printf(&text, "%s: ", asker);
	buf_put(&text, question.text, strnlen(question.text, QUESTION_TEXT_MAX));
	if (buf_error(&text))
		goto out;
	result = prompt == NULL ? RESULT_LOCKED
				: prompt(arg, question.style, buf_str(&text), buffer,
					 question.size - 1, &len);
out:
	if (result == RESULT_SUCCESS)
		kv_put_escaped(reply, "answer", buffer, len);
	else
		kv_put_text(reply, "failed", result_name((int)result));
	secret_release(buffer, PROMPT_ANSWER_MAX);
	buf_free(&text);
}
