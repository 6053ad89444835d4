/* A plugin's question, passed on to the caller, who asks the person at the terminal. */
#pragma once

#include "acquire/wire.h"

struct relay {
	/* The socket to the caller. */
	int fd;
	/* Of the acquisition: it is put off by the time that a prompt takes. */
	int64_t *deadline_ms;
};

/* A source_prompt_fn; arg is a struct relay. */
enum result relay_prompt(void *arg, int style, const char *text, char *buffer, size_t size,
			 size_t *ret_len);
