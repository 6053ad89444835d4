/* Asks the person at the terminal what a plugin wants to know. */
#pragma once

#include <stddef.h>

#include "config/result.h"

/*
 * A source_prompt_fn; arg is not used. text is a plugin's and may come from a server: it is
 * escaped. Ctrl-C, the end of the input and PROMPT_TIMEOUT_MS without an answer are RESULT_DENIED;
 * without a terminal it is RESULT_LOCKED.
 */
enum result ask_terminal(void *arg, int style, const char *text, char *buffer, size_t size,
			 size_t *ret_len);
