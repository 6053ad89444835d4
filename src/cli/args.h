/* A command line, taken apart by the table of its command. */
#pragma once

#include "cli/command.h"

#define ARGS_GIVEN_MAX 64

/* All strings are the caller's words. */
struct args {
	const struct command *command;
	const struct command_form *form;
	/* The options, in their order. */
	struct {
		const struct command_option *option;
		const char *value;
	} given[ARGS_GIVEN_MAX];
	size_t ngiven;
	/* The arguments, without the verb. */
	char **words;
	size_t nwords;
	/*
	 * The command behind "--" and its arguments; ends with NULL. Only of a form that becomes
	 * a command.
	 */
	char **becomes;
	/* --help is there: nothing else was checked. */
	bool help;
};

/*
 * Takes the words apart that follow the command's name; they end with NULL, and change places. An
 * option's value follows behind "=", or is the next word. Names are never abbreviated. Options may
 * stand between the arguments; "--" ends them. Returns 0 or EXIT_USAGE.
 */
int args_parse(const struct command *command, char **words, struct args *ret_args, struct err *err);

/* The last value of an option, "" for one without a value; NULL: it was not given. */
const char *args_value(const struct args *args, const char *name);

/* The next value of an option that may be given several times; *at is 0 at first. NULL: no more. */
const char *args_next(const struct args *args, const char *name, size_t *at);

/* The number that an option of KIND_SECONDS has; 0 if it was not given. */
int64_t args_seconds(const struct args *args, const char *name);

/* EXIT_USAGE, with the command's --help as the fix. */
int args_usage(const struct args *args, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* EXIT_USAGE for a word that is no command, with the command that may be meant. */
int args_unknown_command(const char *word, struct err *err);

/* EXIT_USAGE for an unknown option, with the nearest known one. */
int args_unknown(const struct args *args, const char *word, struct err *err);
