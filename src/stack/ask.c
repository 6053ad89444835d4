/* Asks the person at the terminal what a plugin wants to know. */
#include "base/banned.h"
#include "stack/ask.h"
#include "base/buf.h"
#include "base/terminal.h"
#include "base/text.h"
#include "ccred-plugin.h"
#include "stack/question.h"

/* Of the text of a prompt. */
#define TEXT_MAX 2048

static enum result answer(enum terminal_answer how, const struct buf *line, char *buffer,
			  size_t *ret_len)
{
	switch (how) {
	case TERMINAL_ANSWERED:
		*ret_len = line->len;
		if (line->len > 0)
			memcpy(buffer, line->data, line->len);
		return RESULT_SUCCESS;
	case TERMINAL_NOBODY:
		return RESULT_LOCKED;
	case TERMINAL_TOO_LONG:
		return RESULT_INVALID;
	default:
		return RESULT_DENIED;
	}
}

enum result ask_terminal(void *arg, int style, const char *text, char *buffer, size_t size,
			 size_t *ret_len)
{
	bool reads = style == CCRED_PROMPT_HIDDEN || style == CCRED_PROMPT_VISIBLE;
	struct buf line = BUF_SECRET(PROMPT_ANSWER_MAX);
	char clean[TEXT_MAX];

	(void)arg;
	text_escape(text, strlen(text), clean, sizeof(clean));
	if (!reads) {
		terminal_say(clean);
		terminal_say("\n");
		*ret_len = 0;
		return RESULT_SUCCESS;
	}
	enum result r = answer(terminal_prompt(clean, style == CCRED_PROMPT_VISIBLE, size,
					       PROMPT_TIMEOUT_MS, &line),
			       &line, buffer, ret_len);
	buf_free(&line);
	return r;
}
