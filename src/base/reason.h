/*
 * The reasons for which ccred fails: stable words for programs, one table for all of them. ccred(1),
 * REASONS, is the same table for people, and a test compares the two.
 */
#ifndef CCRED_BASE_REASON_H
#define CCRED_BASE_REASON_H

/*
 * X(NAME, word, exit code of base/err.h, meaning). A room adds its own below its heading, in the order of
 * the alphabet. A word, once released, keeps its meaning.
 */
#define REASON_TABLE(X) \
	/* base */ \
	X(ENTRY_TOO_LONG, entry_too_long, EXIT_DATA, "The answer to a question is too long.") \
	X(NO_MEMORY, no_memory, EXIT_OS, "There is no memory left.") \
	X(NO_TERMINAL, no_terminal, EXIT_USAGE, "There is no terminal to ask at.") \
	X(NOTHING_ENTERED, nothing_entered, EXIT_DATA, "A question got no answer.") \
	X(OUTPUT, output_unwritable, EXIT_IO, "The answer cannot be written to standard output.") \
	X(SYSTEM, system_error, EXIT_OS, "The system refused a call.") \
	X(TERMINAL, terminal_failed, EXIT_IO, \
	  "The terminal cannot be used, or a signal ended the question.") \
	/* config */ \
	/* plugin */ \
	/* stack */ \
	/* source */ \
	/* cache */ \
	/* http */ \
	/* oauth */ \
	/* acquire */ \
	/* client */ \
	X(TOKEN_NOT_KEPT, token_not_kept, EXIT_UNAVAILABLE, \
	  "The cache could not keep a new token.") \
	/* report */ \
	X(NO_TOKEN, no_token, EXIT_NOINPUT, "No token is cached.") \
	/* setup */ \
	X(ANSWER_UNFIT, answer_unfit, EXIT_DATA, "The answer to a question will not do.") \
	X(NO_SUCH_LINE, no_such_line, EXIT_CONFIG, \
	  "The profile has fewer source lines than --source says.") \
	X(SECRET_CANNOT_BE_STORED, secret_cannot_be_stored, EXIT_CONFIG, \
	  "No source line of the profile can store a secret.") \
	X(SECRET_INPUT, secret_input_malformed, EXIT_DATA, \
	  "Standard input does not have the client secret in the form that is read.") \
	/* kit */ \
	/* cli */ \
	X(CANNOT_RUN, cannot_run, EXIT_CANNOT_RUN, "The command of ccred exec cannot be run.") \
	X(CLIENT_ID_DIFFERS, client_id_differs, EXIT_DENIED, \
	  "Standard input has another client id than the profile.") \
	X(COMMAND_NOT_FOUND, command_not_found, EXIT_NOT_FOUND, "There is no such command.") \
	X(PLUGIN_REFUSED, plugin_refused, EXIT_CONFIG, "An installed plugin is refused.") \
	X(PROFILE_REFUSED, profile_refused, EXIT_CONFIG, \
	  "A profile of the configuration is refused.") \
	X(REVOCATION_NOT_OFFERED, revocation_not_offered, EXIT_CONFIG, \
	  "The server does not offer to revoke tokens.") \
	X(USAGE, usage, EXIT_USAGE, "The command line is wrong.") \
	/* helpers */ \
	X(GIT_REQUEST, git_request, EXIT_DATA, \
	  "The request of git's credential protocol is malformed.")

#define REASON_MEMBER(name, word, code, meaning) REASON_##name,
enum reason {
	REASON_FIRST = 1000, /* above every exit code, so that the two cannot be mixed up */
	REASON_TABLE(REASON_MEMBER) REASON_END,
};
#undef REASON_MEMBER

/* The word of a reason, such as "no_memory"; never NULL. */
const char *reason_word(enum reason reason);

/* The exit code that it leads to, and one sentence of what it means. */
int reason_code(enum reason reason);
const char *reason_meaning(enum reason reason);

#endif
