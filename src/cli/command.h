/*
 * The tables of ccred's commands. Each cmd_*.c has the table of its command: arguments, options,
 * help. Parsing (args.h), --help (help.c) and ccred complete read nothing else.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"

/* What a word of the command line is: parsing checks it, and completion offers it. */
enum kind {
	/* Anything. Nothing is offered, so that a shell offers files. */
	KIND_TEXT,
	/* One of the words of the option. */
	KIND_WORD,
	/* A number from 0 to MAX_TOKEN_LIFETIME_S. */
	KIND_SECONDS,
	/* The name of a profile, or a URL below its target. */
	KIND_PROFILE,
	/* The name of an installed plugin. */
	KIND_PLUGIN,
	/* The name of a command. */
	KIND_COMMAND,
};

struct command_option {
	/* With its "--". */
	const char *name;
	/* What the help calls its value; NULL: the option has none. */
	const char *value;
	/* One line; NULL: what the command does has it, or the help of another command. */
	const char *help;
	enum kind kind;
	/* Of KIND_WORD: the words, with "|" between them. The help lists them. */
	const char *words;
	/* It must not be given twice. Of any other option but ad_hoc ones the last value counts. */
	bool once;
	/* The verbs that it goes with, with "|" between them; NULL: all. */
	const char *verbs;
	/* It stands in place of a profile, and does not go with one. It must not be given twice. */
	bool ad_hoc;
};

/* An argument, or several of the same kind. */
struct command_argument {
	const char *name;
	enum kind kind;
	bool optional, repeated;
};

/* With the one that ends the list. */
#define COMMAND_ARGUMENTS_MAX 3
#define COMMAND_OPTIONS_MAX 24
/* Without the NULL that ends their list. */
#define COMMANDS_MAX 32

/* One way to write the command: a line of the synopsis. */
struct command_form {
	/* The word behind the command's name; NULL: the command has no verbs, and one form. */
	const char *verb;
	/* Ends with a name of NULL. */
	struct command_argument arguments[COMMAND_ARGUMENTS_MAX];
	/* Another command follows behind "--". */
	bool becomes;
	/* The command reads all words by itself. */
	bool raw;
};

/* What the command tells main besides its exit code. */
struct command_context {
	/* The profile that an error is about; empty: none. */
	char about[80];
	/* The failure was reported already: in the answer, or profile by profile. */
	bool told;
	/* What main prints on stdout when the command is through, with whatever exit code. */
	struct buf out;
};

struct args;
struct command {
	const char *name;
	/* For ccred --help, in one line. */
	const char *brief;
	/* What the command does: lines for its own --help. */
	const char *about;
	/* What other programs call it, with "|" between the words, for "did you mean"; NULL:
	 * nothing else. */
	const char *elsewhere;
	/* One form without a verb; or one for each verb, and a last one with a verb of NULL. */
	const struct command_form *forms;
	/* Its own. Ends with a name of NULL. */
	const struct command_option *options;
	/* Lines that begin with two blanks. */
	const char *examples;
	/* Returns 0, or an exit code with the message for the user. */
	int (*run)(const struct args *args, struct command_context *context, struct err *err);
};

/* The tables lie outside of the struct, because each page of it costs every call some time. */
#define FORMS(...) ((const struct command_form[]){ __VA_ARGS__, { NULL } })
#define OPTIONS(...) ((const struct command_option[]){ __VA_ARGS__, { NULL } })

/* Rows that several tables have. */
#define OPTION_TENANT "--tenant", "NAME", "what {tenant} stands for in the profile"
#define OPTION_JSON "--json", NULL, "print one JSON document"

/* All commands, in the order of ccred --help; ends with NULL. main.c has it. */
extern const struct command *const commands[];

extern const struct command command_setup, command_token, command_exec, command_get, command_erase,
	command_store, command_capability, command_explain, command_status, command_doctor,
	command_renew, command_forget, command_inspect, command_revoke, command_remove,
	command_secret, command_key, command_profiles, command_plugins, command_plugin,
	command_help, command_version, command_complete, command_helper, command_proof;

/* The command, the form with this verb and the option (name has len bytes); NULL: there is none. */
const struct command *command_find(const char *name);
const struct command_form *command_form(const struct command *command, const char *verb);
const struct command_option *command_option(const struct command *command, const char *name,
					    size_t len);

/* Whether the option goes with the form; NULL: with any. */
bool command_takes(const struct command_form *form, const struct command_option *option);

/*
 * Takes the next of several words with "|" between them: sets *word and *len, and moves *words
 * behind it. Returns false at the end.
 */
bool command_word(const char **words, const char **word, size_t *len);

/* Whether the wanted word is among words with "|" between them. */
bool command_has_word(const char *words, const char *wanted);

/* Appends the verbs of a command with "|" between them. */
void command_put_verbs(const struct command *command, struct buf *b);

/*
 * Appends lines of "LEFT tab RIGHT", each with the indent in front, and with the right sides below
 * each other. Frees the lines.
 */
void command_put_columns(struct buf *lines, const char *indent, struct buf *b);

/* Appends words with "|" between them as "a, b or c". */
void command_put_words(const char *words, struct buf *b);

/* help.c. Appends what ccred COMMAND --help prints: at most 24 lines of 80 columns. */
void help_command(const struct command *command, struct buf *b);

/* Appends what ccred --help prints: a line for each command. */
void help_commands(struct buf *b);
