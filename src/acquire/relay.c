/* A plugin's question, passed on to the caller, who asks the person at the terminal. */
#include "acquire/relay.h"
#include "base/clock.h"
#include "stack/question.h"

/* The caller ends the prompt before. */
#define LAST_MS (PROMPT_TIMEOUT_MS + 5000)

enum result relay_prompt(void *arg, int style, const char *text, char *buffer, size_t size,
			 size_t *ret_len)
{
	struct relay *relay = arg;
	int64_t begin_ms = clock_ms();
	/* One byte more, for a NUL. */
	enum result result = question_ask(relay->fd, &(struct question){ style, text, size + 1 },
					  begin_ms + LAST_MS, buffer, ret_len);

	*relay->deadline_ms += clock_ms() - begin_ms;
	return result;
}
