/* host->prompt: a question to the person at the terminal, passed on to the caller. */
#include "base/banned.h"
#include "base/clock.h"
#include "base/talk.h"
#include "config/result.h"
#include "source/host.h"
#include "stack/wire.h"

#include <poll.h>

/* The outer process answers before. */
#define LAST_MS (PROMPT_TIMEOUT_MS + 10000)

/* Waits for the answer to a prompt. */
static enum talk_end wait_answer(int fd, struct buf *answer)
{
	int64_t end_ms = clock_ms() + LAST_MS;
	struct pollfd in = { .fd = fd, .events = POLLIN };
	enum talk_end end;

	while ((end = talk_take(fd, WIRE_MAX, answer)) == TALK_MORE) {
		int left = clock_left(end_ms);
		if (left == 0)
			return TALK_TIMEOUT;
		(void)poll(&in, 1, left);
	}
	return end;
}

/* What was typed must not be in what the plugin says later. */
static void remember(struct ccred_call *call, const char *data, size_t len)
{
	if (call->ntyped < HOST_TYPED_MAX && secret_new(data, len, &call->typed[call->ntyped]) == 0)
		call->ntyped++;
}

static int take_answer(struct ccred_call *call, int style, const struct kv *kv, char *buffer,
		       size_t size, size_t *ret_len)
{
	const char *answer = kv_get(kv, "answer"), *failed = kv_get(kv, "failed");
	size_t len = answer != NULL ? strlen(answer) : 0;

	if (failed != NULL && result_find(failed) > CCRED_SUCCESS)
		return result_find(failed);
	if (answer == NULL)
		return CCRED_INTERNAL;
	if (buffer == NULL || style > CCRED_PROMPT_VISIBLE)
		return CCRED_SUCCESS;
	if (len >= size)
		return CCRED_INVALID;
	memcpy(buffer, answer, len + 1);
	if (ret_len != NULL)
		*ret_len = len;
	if (style == CCRED_PROMPT_HIDDEN)
		remember(call, answer, len);
	return CCRED_SUCCESS;
}

static int ask(struct ccred_call *call, int style, struct buf *question, char *buffer, size_t size,
	       size_t *ret_len)
{
	struct buf answer = BUF_SECRET(WIRE_MAX + 1);
	struct kv kv = KV_INIT;
	int r = CCRED_INTERNAL;

	if (talk_send(call->talk_fd, question, clock_ms() + LAST_MS) == TALK_MESSAGE &&
	    wait_answer(call->talk_fd, &answer) == TALK_MESSAGE &&
	    talk_parse(&answer, &kv, NULL) == 0)
		r = take_answer(call, style, &kv, buffer, size, ret_len);
	kv_free(&kv);
	buf_free(&answer);
	return r;
}

int host_prompt(struct ccred_call *call, int style, const char *text, char *buffer, size_t size,
		size_t *ret_len)
{
	bool reads = style == CCRED_PROMPT_HIDDEN || style == CCRED_PROMPT_VISIBLE;
	struct buf question = BUF_SECRET(WIRE_MAX);
	int64_t begin;
	int r;

	if (style < CCRED_PROMPT_HIDDEN || style > CCRED_PROMPT_ERROR || text == NULL ||
	    (reads && (buffer == NULL || size == 0)))
		return CCRED_INTERNAL;
	if (!call->can_prompt)
		return CCRED_LOCKED;
	talk_begin(&question);
	kv_put_int(&question, "prompt", style);
	kv_put_text(&question, "text", text);
	kv_put_int(&question, "size", reads ? (int64_t)size : 0);
	begin = clock_ms();
	atomic_store(&call->prompt_ms, begin);
	r = ask(call, style, &question, buffer, size, ret_len);
	/* In this order: a thread that looks in between sees the call as over too late, never too early. */
	atomic_fetch_add(&call->until_ms, clock_ms() - begin);
	atomic_store(&call->prompt_ms, 0);
	buf_free(&question);
	return r;
}
