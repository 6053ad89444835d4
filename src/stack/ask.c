/* Asks the person at the terminal what a plugin wants to know. */
#include "stack/ask.h"
#include "base/buf.h"
#include "base/terminal.h"
#include "base/text.h"
#include "ccred-plugin.h"
#include "stack/question.h"

/* Of the text of a prompt. */
#define TEXT_MAX 2048

enum result ask_terminal(void *arg, int style, const char *text, char *buffer, size_t size,
			 size_t *ret_len)
{
	static const enum result results[] = { [TERMINAL_ANSWERED] = RESULT_SUCCESS,
					       [TERMINAL_NOBODY] = RESULT_LOCKED,
					       [TERMINAL_REFUSED] = RESULT_DENIED,
					       [TERMINAL_TOO_LONG] = RESULT_INVALID };
	bool visible = style == CCRED_PROMPT_VISIBLE;
	struct buf line = BUF_SECRET(PROMPT_ANSWER_MAX);
	char clean[TEXT_MAX];
	enum result r;

	(void)arg;
	text_escape(text, strlen(text), clean, sizeof(clean));
	if (!visible && style != CCRED_PROMPT_HIDDEN) {
		terminal_say(clean);
		terminal_say("\n");
		*ret_len = 0;
		return RESULT_SUCCESS;
	}
	r = results[terminal_prompt(clean, visible, size, PROMPT_TIMEOUT_MS, &line)];
	if (r == RESULT_SUCCESS) {
		memcpy(buffer, buf_str(&line), line.len);
		*ret_len = line.len;
	}
	buf_free(&line);
	return r;
}
