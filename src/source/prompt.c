/* host->prompt: a question to the person at the terminal, passed on to the caller. */
#include "base/banned.h"
#include "base/clock.h"
#include "source/host.h"
#include "stack/question.h"
#include "stack/wire.h"

/* The outer process answers before. */
#define LAST_MS (PROMPT_TIMEOUT_MS + 10000)

/* What was typed must not be in what the plugin says later. */
static void remember(struct ccred_call *call, const char *data, size_t len)
{
	if (call->ntyped < HOST_TYPED_MAX && secret_new(data, len, &call->typed[call->ntyped]) == 0)
		call->ntyped++;
}

static int ask(struct ccred_call *call, const struct question *q, char *buffer, size_t *ret_len)
{
	struct buf message = BUF_SECRET(WIRE_MAX), answer = BUF_SECRET(WIRE_MAX + 1);
	struct kv kv = KV_INIT;
	int r = CCRED_INTERNAL;

	question_put(q, &message);
	if (talk_send(call->talk_fd, &message, clock_ms() + LAST_MS) == TALK_MESSAGE &&
	    talk_receive(call->talk_fd, WIRE_MAX, clock_ms() + LAST_MS, &answer) == TALK_MESSAGE &&
	    talk_parse(&answer, &kv, NULL) == 0)
		r = (int)question_take_reply(&kv, buffer, q->size > 0 ? q->size - 1 : 0, ret_len);
	kv_free(&kv);
	buf_free(&answer);
	buf_free(&message);
	return r;
}

int host_prompt(struct ccred_call *call, int style, const char *text, char *buffer, size_t size,
		size_t *ret_len)
{
	bool reads = style == CCRED_PROMPT_HIDDEN || style == CCRED_PROMPT_VISIBLE;
	int64_t begin = clock_ms();
	size_t len = 0;
	int r;

	if (style < CCRED_PROMPT_HIDDEN || style > CCRED_PROMPT_ERROR || text == NULL ||
	    (reads && (buffer == NULL || size == 0)))
		return CCRED_INTERNAL;
	if (!call->can_prompt)
		return CCRED_LOCKED;
	atomic_store(&call->prompt_ms, begin);
	r = ask(call, &(struct question){ style, text, reads ? size : 0 }, buffer, &len);
	/* In this order: a thread that looks in between sees the call as over too late, never too early. */
	atomic_fetch_add(&call->until_ms, clock_ms() - begin);
	atomic_store(&call->prompt_ms, 0);
	if (r != CCRED_SUCCESS || !reads)
		return r;
	buffer[len] = '\0';
	if (ret_len != NULL)
		*ret_len = len;
	if (style == CCRED_PROMPT_HIDDEN)
		remember(call, buffer, len);
	return CCRED_SUCCESS;
}
