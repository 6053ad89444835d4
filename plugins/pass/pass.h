/* What the files of the pass plugin share: the call, its place in the store, its entry, its
 * programs. */
#pragma once

#include "lib/say.h"

#define PASS_MAX_ENTRY 1023
#define PASS_MAX_OUTPUT 65536
/* Of a command that a person can paste. */
#define PASS_MAX_COMMAND 400

/* What an entry says. It points into the entry's text. */
struct pass_entry {
	struct piece text; /* all of it */
	struct piece secret; /* the first line */
	struct piece id; /* client_id:, else the first of login:, username: and user: */
	struct piece origin;
};

struct pass {
	struct say say;
	const struct ccred_request *request;
	/* Of the arguments, which outlive the call; NULL: not given. */
	const char *entry_wanted, *store_wanted, *gnupg_home, *program, *gpg;
	int interactive;

	/* Set by pass_locate. */
	/* What a person writes to run pass on this store, with a blank behind it; empty: it does
	 * not fit. */
	char command[SAY_FIX];
	char entry[PASS_MAX_ENTRY + 1]; /* as pass(1) names it */
	char *store; /* absolute, free of links */
	char *file; /* of the entry */
	int exists; /* the entry is there */
	int has_recipients; /* there is a .gpg-id that says for whom it is encrypted */

	struct pass_entry old; /* what is there, read and ours; nothing, if there is no entry */

	/* Of the programs that run: NAME=VALUE with NULL at the end, what they wrote, and how they
	 * ended. */
	char *environment[4];
	const char *gpg_options; /* in it: those of every gpg */
	char *output; /* PASS_MAX_OUTPUT bytes of secret memory */
	char heard[16384]; /* of the last one's stderr */
	struct ccred_run_answer answer;

	/* What pass_fix and pass_words return. */
	char fix[SAY_FIX], words[160];
};

/* Says what is wrong, behind the name of the entry, and returns result. */
__attribute__((format(printf, 5, 6))) int pass_fail(const struct pass *p, int result,
						    const char *reason, const char *fix,
						    const char *fmt, ...);

/* The command that has pass do this, for a message; entry is its argument, NULL: it takes none.
 * Empty: it does not fit. */
const char *pass_fix(struct pass *p, const char *verb, const char *entry);

/*
 * Finds the store and the entry's place in it, and sees that nobody but root and the user can
 * change the store, what leads to the entry, and each .gpg-id on the way. Returns CCRED_SUCCESS,
 * also if there is no entry; CCRED_NOT_FOUND without a store; or another result. The reason is
 * said.
 */
int pass_locate(struct pass *p);

/* Nonzero if text can name an entry, and cannot lead out of the store. */
int pass_is_entry(const char *text);

/* Takes the entry's text apart. Returns NULL, or what is wrong with it. */
const char *pass_entry_parse(struct piece text, struct pass_entry *ret_entry);

/*
 * Writes the text of an entry: the secret, client_id: and, if there is one, origin:, then the lines
 * of the old text that say something else. Returns its length, which is more than PASS_MAX_OUTPUT
 * if it does not fit.
 */
size_t pass_entry_write(const struct pass_entry *entry, struct piece old,
			char out[PASS_MAX_OUTPUT]);

/* Has gpg decrypt the entry into output. Returns a result; the reason is said. */
int pass_decrypt(struct pass *p, struct piece *ret_text);

/* Have pass keep the text, or drop the entry. Return a result; also of success it is said what was
 * done. */
int pass_insert(struct pass *p, struct piece text, const char *what);
int pass_remove(struct pass *p);

/*
 * Makes the environment: the store, gpg's directory, and the user's own options of gpg, as
 * PASSWORD_STORE_GPG_OPTS has them, with those that keep gpg from asking whom it must not ask.
 * Returns a result.
 */
int pass_set_environment(struct pass *p);

/*
 * Runs the program that argv begins with; option is the argument that names another. CCRED_SUCCESS:
 * it exited, with answer.status. Otherwise a result; the reason is said.
 */
int pass_run(struct pass *p, const char *const *argv, const char *option, struct piece input);

/* The first line of text that begins with prefix; NULL: none does. */
const char *pass_line(const char *text, const char *begin);

/*
 * The last line on stderr with that beginning, before the line that begins with end (NULL: of all),
 * or, if some is not NULL, the first that holds it. Empty if there is none.
 */
const char *pass_words(struct pass *p, const char *begin, const char *end, const char *some);
