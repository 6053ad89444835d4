/* A plugin's question, passed on to the caller, who asks the person at the terminal. */
#include "base/banned.h"
#include "acquire/relay.h"
#include "base/clock.h"
#include "stack/question.h"

/* The caller ends the prompt before. */
#define LAST_MS (PROMPT_TIMEOUT_MS + 5000)

static enum result ask(int fd, struct buf *question, char *buffer, size_t size, size_t *ret_len)
{
	struct buf reply = BUF_SECRET(WIRE_MESSAGE_MAX + 1);
	enum result result = RESULT_INTERNAL;
	int64_t end_ms = clock_ms() + LAST_MS;
	struct kv kv = KV_INIT;

	if (talk_send(fd, question, end_ms) == TALK_MESSAGE &&
	    talk_receive(fd, WIRE_MESSAGE_MAX, end_ms, &reply) == TALK_MESSAGE &&
	    talk_parse(&reply, &kv, NULL) == 0)
		result = question_take_reply(&kv, buffer, size, ret_len);
	kv_free(&kv);
	buf_free(&reply);
	return result;
}

enum result relay_prompt(void *arg, int style, const char *text, char *buffer, size_t size,
			 size_t *ret_len)
{
	/* One byte more, for a NUL. */
	struct question prompt = { style, text, size + 1 };
	struct buf question = BUF_INIT;
	struct relay *relay = arg;
	int64_t begin_ms = clock_ms();
	enum result result;

	question_put(&prompt, &question);
	result = ask(relay->fd, &question, buffer, size, ret_len);
	*relay->deadline_ms += clock_ms() - begin_ms;
	buf_free(&question);
	return result;
}
