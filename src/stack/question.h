/*
 * A plugin's question to a person, and the reply, as messages of base/talk.h. ccred-source asks its
 * caller, and ccred-acquire asks its own:
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

/* More bytes of a question are not shown. */
#define QUESTION_TEXT_MAX 2048

/* The longest answer, with a NUL. */
#define PROMPT_ANSWER_MAX 16384

/*
 * Asks the person at the terminal, as host->prompt of ccred-plugin.h says: style is a
 * CCRED_PROMPT_*. The answer, without a NUL, goes into buffer. Returns RESULT_SUCCESS;
 * RESULT_LOCKED: nobody can be asked; RESULT_DENIED: the person refused, or did not answer in
 * PROMPT_TIMEOUT_MS; RESULT_INVALID: the answer is too long; RESULT_INTERNAL.
 */
typedef enum result (*source_prompt_fn)(void *arg, int style, const char *text, char *buffer,
					size_t size, size_t *ret_len);

struct question {
	/* CCRED_PROMPT_* */
	int style;
	const char *text;
	/* The answer has fewer bytes. */
	size_t size;
};

/* Returns false if the message is no question, or of no style that there is. text lives as long as
 * kv. */
bool question_take(const struct kv *kv, struct question *ret_question);

/* Copies the answer into buffer, without a NUL, and returns RESULT_SUCCESS; or the result that
 * failed= has; RESULT_INVALID for an answer of more than size bytes. */
enum result question_take_reply(const struct kv *kv, char *buffer, size_t size, size_t *ret_len);

/* Sends the question and takes the reply, both until end_ms (clock_ms). Returns what
 * question_take_reply does, or RESULT_INTERNAL. */
enum result question_ask(int fd, const struct question *question, int64_t end_ms, char *buffer,
			 size_t *ret_len);

/* Asks the person what the message is about, and puts the reply to it. asker stands in front of the
 * text; it may be NULL. prompt is NULL: nobody can be asked. */
void question_answer(const struct kv *question, const char *asker, source_prompt_fn prompt,
		     void *arg, struct buf *reply);
