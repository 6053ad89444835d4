/* The subcommands of ccred: one cmd_*.c each. */
#ifndef CCRED_CLI_CMD_H
#define CCRED_CLI_CMD_H

#include <stdbool.h>

#include "base/err.h"

/*
 * A subcommand: argv[0] is its own name. Returns 0 or an exit code with the message for the user.
 */
struct cmd_context {
	char about[80]; /* the profile that an error is about; empty: none */
	const char *usage; /* of the subcommand, for its --help */
	bool told; /* what failed was said already: in the answer, or a profile at a time */
};
typedef int (*cmd_fn)(int argc, char **argv, struct cmd_context *context, struct err *err);

/* Each with what its --help prints: at most a screen (24 lines of 80 columns), with examples,
 * and its options in the manual. */
int cmd_token(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_token_usage[];
int cmd_exec(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_exec_usage[];
int cmd_doctor(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_doctor_usage[];
int cmd_explain(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_explain_usage[];
int cmd_status(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_status_usage[];
int cmd_renew(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_renew_usage[];
int cmd_forget(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_forget_usage[];
int cmd_inspect(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_inspect_usage[];
int cmd_revoke(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_revoke_usage[];
int cmd_secret(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_secret_usage[];
int cmd_setup(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_setup_usage[];
int cmd_profiles(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_profiles_usage[];
int cmd_plugins(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_plugins_usage[];
int cmd_plugin(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_plugin_usage[];

int cmd_complete(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_complete_usage[];

/* get, store, erase and capability; verbs of git's credential protocol (git-credential(1)). */
int cmd_protocol(int argc, char **argv, struct cmd_context *context, struct err *err);
extern const char cmd_protocol_usage[];

/* The table of all of them, as main.c has it. */
struct command {
	const char *name;
	cmd_fn run;
	const char *usage;
};

/* What ccred --help prints; a line "  NAME ..." says what a command does, behind two blanks or more. */
extern const char cmd_list[];

/* The nth, from 0; NULL behind the last. */
const struct command *cmd_nth(size_t n);

/*
 * Finds the profile that what names, a name or a URL (it has ://); tenant goes with a name and may be
 * NULL. Sets context->about. Returns 0 and a profile that the caller frees, or an exit code: of
 * config_find, EXIT_CONFIG if no profile has the URL, EXIT_USAGE.
 */
struct profile;
int cmd_find(char *const *argv, const char *what, const char *tenant, struct cmd_context *context,
	     struct profile **ret_profile, struct err *err);

/* Prints the subcommand's usage on stdout. Returns 0 or EXIT_IO. */
int cmd_help(const struct cmd_context *context, struct err *err);

/* Prints the version, that of the plugin ABI, and what ccred-acquire says of itself; that it cannot be asked
 * is a warning. Returns 0 or EXIT_IO. */
int cmd_version(struct err *err);

/* EXIT_USAGE: "what: ccred NAME --help says how". */
int cmd_usage(char *const *argv, struct err *err, const char *what);

/* EXIT_USAGE for what getopt_long has just answered, ':' or '?', with the name of the option. */
int cmd_bad_option(char *const *argv, int option, struct err *err);

#endif
