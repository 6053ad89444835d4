/*
 * A plugin's question to a person, and the reply, as messages of base/talk.h. ccred-source asks its caller, and
 * ccred-acquire asks its own:
 *	prompt=STYLE text=TEXT size=N	of CCRED_PROMPT_*; the answer has fewer than N bytes
 * The caller replies one of these:
 *	answer=TEXT
 *	failed=RESULT
 */
#pragma once

#include "base/talk.h"
#include "config/result.h"

/* How long a question may be open. */
#define PROMPT_TIMEOUT_MS 120000

/* The longest answer, with a NUL. */
#define PROMPT_ANSWER_MAX 16384

struct question {
	/* CCRED_PROMPT_* */
	int style;
	const char *text;
	/* The answer has fewer bytes. */
	size_t size;
};

void question_put(const struct question *question, struct buf *message);

/* Returns false if the message is no question. text lives as long as kv. */
bool question_take(const struct kv *kv, struct question *ret_question);

/* len bytes of answer, if result is RESULT_SUCCESS. */
void question_put_reply(enum result result, const char *answer, size_t len, struct buf *message);

/* Copies the answer into buffer, without a NUL, and returns RESULT_SUCCESS; or the result that failed= has;
 * RESULT_INVALID for an answer of more than size bytes. */
enum result question_take_reply(const struct kv *kv, char *buffer, size_t size, size_t *ret_len);

/* Sends the question and takes the reply, both until end_ms (clock_ms). Returns what question_take_reply does, or
 * RESULT_INTERNAL. */
enum result question_ask(int fd, const struct question *question, int64_t end_ms, char *buffer,
			 size_t *ret_len);
