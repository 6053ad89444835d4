/* What a caller gives to src/client, functions that warn and ask, and options for its token; and the token that it
 * gets. */
#pragma once

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

/* The options of a call for a token, and the token. */
struct obtain_options {
	/* The token must be valid that long; 0: any will do. */
	int64_t min_valid_s;
	/* Never from the cache. */
	bool renew;
	/* The desktop may ask a person. */
	bool interactive;
	/* Waits for a renewal, so that none is left in the background. */
	bool wait;
};

struct obtained {
	struct secret *token;
	/* Seconds since 1970; 0: not known. */
	int64_t expires_s;
	/* As granted; NULL: the server did not say. */
	char *scope;
};
void obtained_clear(struct obtained *o);
