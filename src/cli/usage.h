/*
 * Reading the usage texts of the commands (cmd.h): what they name is what a shell can complete. Pure.
 *
 * A text begins with "usage:", its synopsis ends at the first line that is no longer one, and what is
 * behind a line "example:" or "examples:" names nothing. Options are lower-case words behind "--"; one
 * with a value has a capital letter behind the blank: "--tenant NAME".
 */
#ifndef CCRED_CLI_USAGE_H
#define CCRED_CLI_USAGE_H

#include <stdbool.h>
#include <stddef.h>

/* A part of the text. */
struct usage_word {
	const char *text;
	size_t len;
};

struct usage_option {
	struct usage_word name; /* with its "--" */
	struct usage_word about; /* what the list of options says of it; empty: nothing */
	bool has_value;
};

/* The first option at *pos or behind; *pos goes on behind it. Start with the text. An option that is
 * named twice comes twice. Returns false at the end. */
bool usage_next_option(const char *usage, const char **pos, struct usage_option *ret_option);

/* What a list of commands says of this one: "  NAME WORDS  what is said". Empty: nothing. */
struct usage_word usage_about_command(const char *list, const char *command);

/* Whether the text has this option, and what it is. */
bool usage_find_option(const char *usage, const char *name, struct usage_option *ret_option);

/* The lower-case word that stands behind "ccred COMMAND " in a line of the synopsis, such as set and
 * delete of secret; as usage_next_option. */
bool usage_next_verb(const char *usage, const char *command, const char **pos,
		     struct usage_word *ret_verb);

/* Whether a line of the synopsis of the command, with this verb behind it (NULL: any), has the word as
 * a whole, such as PROFILE, and not as the value of an option. */
bool usage_takes(const char *usage, const char *command, const char *verb, const char *word);

#endif
