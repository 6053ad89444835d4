/* What the caller of src/client gives to it: whom to warn, and whom to ask. */
#ifndef CCRED_CLIENT_CLIENT_H
#define CCRED_CLIENT_CLIENT_H

#include <stdbool.h>

#include "acquire/wire.h"

/*
 * src/client is a library in waiting. It prints nothing, has no globals, no signal handlers and no timers, and opens
 * no descriptor below 3. All else comes through here. A caller may set up what it has, and leave the rest NULL.
 */
struct client {
	/* Warns of something that does not keep the token from coming. text may have any bytes. */
	void (*warn)(void *arg, const char *profile, const char *text);
	/* Asks the person at the terminal, and gives up after PROMPT_TIMEOUT_MS. NULL: nobody can be asked. */
	source_prompt_fn prompt;
	void *arg;
	/* Warnings are read by a person: those come as well that a script would be told each time. */
	bool person;
};

static inline void client_warn(const struct client *client, const char *profile, const char *text)
{
	if (client->warn != NULL)
		client->warn(client->arg, profile, text);
}

#endif
