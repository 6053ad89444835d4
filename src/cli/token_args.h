/* The token that a command line asks for: what ccred token and ccred exec have in common. */
#ifndef CCRED_CLI_TOKEN_ARGS_H
#define CCRED_CLI_TOKEN_ARGS_H

#include "cli/cmd.h"
#include "client/obtain.h"

/* Set up with { 0 }; the words are argv's. */
struct wanted {
	const char *what; /* PROFILE or URL */
	const char *tenant; /* NULL: none */
	struct obtain_options obtain;
};

/* Their part of a table of getopt_long(3), to which ":h" belongs. */
#define WANTED_OPTIONS \
	{ "tenant", required_argument, NULL, 't' }, { "min-valid", required_argument, NULL, 'm' }, \
		{ "renew", no_argument, NULL, 'r' }, \
	{ \
		"help", no_argument, NULL, 'h' \
	}

/* Takes what getopt_long has just answered, but for the caller's own options. Returns 0, EXIT_USAGE, or
 * -1 when the help was asked for. */
int wanted_option(char *const *argv, int option, struct wanted *w, struct err *err);

/* Takes the one word that getopt_long has left, or returns EXIT_USAGE. */
int wanted_word(int argc, char *const *argv, struct wanted *w, struct err *err);

/* Finds the profile (cmd_find) and obtains the token; a plugin may ask a person if stderr is a terminal.
 * Returns 0 and what the caller clears, or an exit code. */
int wanted_obtain(char *const *argv, struct wanted *w, struct cmd_context *context,
		  struct obtained *ret_obtained, struct err *err);

/* Append a line with the token: a header, and what curl(1) takes as its configuration. */
void token_header(struct buf *b, const struct secret *token);
void token_curl(struct buf *b, const struct secret *token);

#endif
