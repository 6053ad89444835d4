/*
 * A dialect: the words in which a tool asks for a token, and those in which it is answered. Each is one
 * file, and a row of the table in dialect.c. helper.h has what all of them do.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "config/profile.h"

/* One call by a tool. helper_run sets it up, and frees what it holds. */
struct helper {
	/* The tool's words, without the name of the program and of the dialect; argv ends with NULL. */
	char **argv;
	size_t argc;
	/* The profile that helper_find found; NULL: none. */
	struct profile *profile;
	/* The exit code if run returns 0. Some tools want another than 0 for "no profile has it". */
	int status;
	/* The whole answer, or what the tool wants to read after a failure. It is printed in any
	 * case. */
	struct buf out;
};

/* Whom a configuration is for. */
struct helper_subject {
	/* The name of a profile, or NULL: the tool names the server, which finds the profile. */
	const char *profile;
	/* The server, as a URL without a slash at its end, and its HOST[:PORT]. */
	const char *url, *host;
	/* The path of ccred, for tools that want an absolute one. */
	const char *ccred;
};

struct dialect {
	/* ccred helper NAME. */
	const char *name;
	/*
	 * What the tool calls the program, and ccred-helper is linked to. In the place of a '*' at its
	 * end stands the first word. HELPER_LINKS of local.mk has those that are installed; the others are
	 * links of the user's. NULL: the tool runs ccred helper NAME.
	 */
	const char *program;
	/* The tools that speak it, for a list. */
	const char *tools;
	/*
	 * Reads the request from words, environment or stdin (only if the tool sends one), and puts
	 * the answer into out. Returns 0, also if no profile has the target: then out has the tool's
	 * word for that, or nothing. Or an exit code with the message for stderr: then out has the
	 * tool's word for a failure, or nothing. NULL: the tool takes what ccred token prints.
	 */
	int (*run)(struct helper *h, struct err *err);
	/* Appends what a person pastes, and where. */
	void (*configure)(const struct helper_subject *subject, struct buf *b);
	/*
	 * Appends the words of the tool's own command that configures it, each with a NUL behind it.
	 * NULL: the tool has no such command.
	 */
	void (*command)(const struct helper_subject *subject, struct buf *words);
};

extern const struct dialect dialect_cargo;
extern const struct dialect dialect_codex;
extern const struct dialect dialect_docker;
extern const struct dialect dialect_engflow;
extern const struct dialect dialect_git;
extern const struct dialect dialect_goauth;
extern const struct dialect dialect_headers;
extern const struct dialect dialect_kubernetes;
extern const struct dialect dialect_mbsync;
extern const struct dialect dialect_msmtp;
extern const struct dialect dialect_pip;
extern const struct dialect dialect_pnpm;
extern const struct dialect dialect_rclone;
extern const struct dialect dialect_terraform;

/* All of them, in the order of a list; ends with NULL. */
extern const struct dialect *const dialects[];

/* The dialect of this name; NULL: there is none. */
const struct dialect *dialect_find(const char *name);

/*
 * The dialect of a program of this name, and in *ret_word what stands in the place of '*', or NULL.
 * NULL: no dialect has it.
 */
const struct dialect *dialect_of_program(const char *program, const char **ret_word);
