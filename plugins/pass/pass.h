/* What the files of the pass plugin share: the call, its place in the store, its entry, its programs. */
#ifndef CCRED_PLUGINS_PASS_PASS_H
#define CCRED_PLUGINS_PASS_PASS_H

#include "ccred-plugin.h"
#include "lib/say.h"

#define PASS_MAX_ENTRY 1023
#define PASS_MAX_HEARD 16384
#define PASS_MAX_OUTPUT 65536
/* Of a command that a person can paste. */
#define PASS_MAX_COMMAND 400

struct pass {
	struct say say;
	/* Of the arguments, which outlive the call; NULL: not given. */
	const char *entry_wanted, *store_wanted, *gnupg_home, *program, *gpg;
	int interactive;
	char *gpg_options; /* of every gpg that runs */

	/* Set by pass_locate. */
	/* What a person writes to run pass on this store, with a blank behind it; empty: it does not fit. */
	char command[PASS_MAX_COMMAND];
	char entry[PASS_MAX_ENTRY + 1]; /* as pass(1) names it */
	char *store; /* absolute, free of links */
	char *file; /* of the entry */
	int exists; /* the entry is there */
	int has_recipients; /* there is a .gpg-id that says for whom it is encrypted */
};

/* The command that has pass do this with the entry, for a message; NULL: it does not fit. */
const char *pass_fix(const struct pass *p, const char *verb, char out[SAY_WORD]);

/*
 * Finds the store and the entry's place in it, and sees that nobody but root and the user can change the
 * store, what leads to the entry, and each .gpg-id on the way. Returns CCRED_SUCCESS, also if there is no
 * entry; CCRED_NOT_FOUND without a store; or another result. The reason is said.
 */
int pass_locate(struct pass *p, const struct ccred_request *request);

/* Nonzero if text can name an entry, and cannot lead out of the store. */
int pass_is_entry(const char *text);

/* What an entry says. It points into the entry's text, and none of it ends with a NUL. */
struct pass_item {
	const char *data; /* NULL: there is none */
	size_t len;
};

struct pass_entry {
	struct pass_item secret; /* the first line */
	struct pass_item id; /* client_id:, else the first of login:, username: and user: */
	struct pass_item origin;
};

/* Takes the entry's text apart. Returns NULL, or what is wrong with it. */
const char *pass_entry_parse(const char *data, size_t len, struct pass_entry *ret_entry);

/*
 * Writes the text of an entry: the secret, client_id: and, if there is one, origin:, then the lines of the
 * old text that say something else (old_len 0: none). Returns its length; out may be NULL to learn that.
 */
size_t pass_entry_write(const struct pass_entry *entry, const char *old, size_t old_len, char *out);

/* Has gpg decrypt the entry into data (PASS_MAX_OUTPUT bytes). Returns a result; the reason is
 * said. */
int pass_decrypt(struct pass *p, char *data, size_t *ret_len);

/* Have pass keep the text, or drop the entry. Return a result; also of success it is said what was done. */
int pass_insert(struct pass *p, const char *data, size_t len, const char *what);
int pass_remove(struct pass *p);

/* One program to run, and how it went. */
struct pass_run {
	const char *path; /* of the program, as configured */
	const char *option; /* the argument that names another */
	const char *const *argv;
	const char *input;
	size_t input_len;
	char *output;
	size_t output_size;
	struct ccred_run_answer answer;
	char heard[PASS_MAX_HEARD]; /* of its stderr */
};

/*
 * Runs it with the store and gpg's directory in its environment. CCRED_SUCCESS: it exited, with answer.status.
 * Otherwise a result; the reason is said.
 */
int pass_run(struct pass *p, struct pass_run *run);

/*
 * Sets gpg_options: the user's own, as PASSWORD_STORE_GPG_OPTS has them, and those that keep gpg from asking
 * whom it must not ask. Returns -1 without memory.
 */
int pass_set_options(struct pass *p);

/*
 * The last line that gpg wrote of itself before the line that begins with end (NULL: of all), or, if some is
 * not NULL, the first that holds it. Copied to out, which is empty if there is none; returns out.
 */
#define PASS_MAX_WORDS 160
const char *pass_gpg_words(const char *heard, const char *end, const char *some,
			   char out[PASS_MAX_WORDS]);

#endif
