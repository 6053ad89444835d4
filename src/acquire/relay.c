/* A plugin's question, passed on to the caller, who asks the person at the terminal. */
#include "acquire/relay.h"
#include "base/clock.h"
#include "stack/question.h"

/* The caller ends the prompt before. */
#define LAST_MS (PROMPT_TIMEOUT_MS + 5000)

enum result relay_prompt(void *arg, int style, const char *text, char *buffer, size_t size,
			 size_t *ret_len)
{
	struct buf question = BUF_INIT, reply = BUF_SECRET(WIRE_MESSAGE_MAX + 1);
	struct relay *relay = arg;
	int64_t begin_ms = clock_ms(), end_ms = begin_ms + LAST_MS;
	enum result result = RESULT_INTERNAL;
	struct kv kv = KV_INIT;

	/* One byte more, for a NUL. */
	question_put(&(struct question){ style, text, size + 1 }, &question);
	if (talk_send(relay->fd, &question, end_ms) == TALK_MESSAGE &&
	    talk_receive(relay->fd, WIRE_MESSAGE_MAX, end_ms, &reply) == TALK_MESSAGE &&
	    talk_parse(&reply, &kv, NULL) == 0)
		result = question_take_reply(&kv, buffer, size, ret_len);
	*relay->deadline_ms += clock_ms() - begin_ms;
	kv_free(&kv);
	buf_free(&reply);
	buf_free(&question);
	return result;
}
