/*
 * ccred setup, step by step: what is known of the profile to be, the questions for the rest, the draft of
 * the configuration, the proof, and putting all in place. setup.c has the flow.
 */
#ifndef CCRED_SETUP_SETUP_H
#define CCRED_SETUP_SETUP_H

#include <limits.h>
#include <stdbool.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/err.h"
#include "config/edit/edit.h"
#include "stack/bundle.h"

enum setup_store {
	SETUP_STORE_ASK,
	SETUP_STORE_KEYRING,
	SETUP_STORE_FILE,
};

/* Strings are owned; NULL: not known; "": there is to be none. */
struct setup {
	/* Of the command line. */
	bool yes; /* no question at all */
	bool replace;
	bool secret_stdin;
	bool http; /* allow-http-loopback */
	char *url;
	char *preset, *tenant;
	/* What the profile is made of. */
	char *name;
	char *issuer, *target, *audience, *scope, *client_id, *ca_file;
	struct buf more; /* lines of the preset that have no member here */
	bool has_endpoint; /* there is a token-endpoint among them */
	enum setup_store store;
	struct secret *secret;
	char *unused; /* the secret file of the profile that was replaced; NULL: none */

	bool asking; /* there is a person to ask */
	struct buf missing; /* else: options that would have been the answers */
	struct err no_issuer; /* why the URL is not taken for the issuer's */
	/* What discovery found; NULL: not said, or not done. */
	char *document, *endpoint, *methods, *scopes;
	bool no_grant; /* the server does not offer client_credentials */
	bool discovered; /* then these are known */
	bool keyring; /* it could keep the secret */
	/* The configuration. */
	struct edit file;
};

/*
 * setup.c. Makes the profile, from what the command line says in s. Returns 0 or an exit code; the caller
 * clears s in both cases.
 */
int setup_run(struct setup *s, struct err *err);
void setup_clear(struct setup *s);

/*
 * setup_preset.c. Takes what the preset says and the command line does not: of s->preset, or, if none is
 * named, of one that the URL is of. Asks for the tenant if need be. Returns 0, EXIT_USAGE (no such preset:
 * those there are; a tenant too many), EXIT_CONFIG with the place in the preset, or as fs_open.
 */
int setup_preset(struct setup *s, struct err *err);

/*
 * setup_discover.c. Finds out whether the URL is the issuer's or the API's, asks for the issuer if it has to,
 * and shows what was discovered. Returns 0, or the error of discovery if there is nobody to ask.
 */
int setup_discover(struct setup *s, struct err *err);

/* setup_ask.c. Asks for all that is not known yet, or notes the options; again: for what may be wrong after
 * a failed proof. Returns 0, or as prompt_line. */
int setup_ask(struct setup *s, struct err *err);
int setup_ask_again(struct setup *s, struct err *err);

/* For an answer that is missing: asks, or notes the option. *answer is left alone if it is there. */
struct prompt;
int setup_need(struct setup *s, const struct prompt *prompt, char **answer, struct err *err);

/* The end, where nobody can be asked: names all options that are missing by now, the credentials among them;
 * or, if none is, why (which may be NULL). */
int setup_stop(struct setup *s, const struct err *why, struct err *err);

/* Whether a value of a key can be written (edit_put_value). Returns as a prompt_check_fn; the key of a
 * setup_check is used. */
struct setup_check {
	const struct setup *setup;
	const char *key;
};
int setup_check_value(const char *answer, void *check, struct err *err);

/* setup_name.c. A name made from the host; the caller frees; NULL: no memory. */
char *setup_default_name(const struct setup *s);

/* Whether the file for the secret of a profile of this name is free: what is there may be the secret of
 * something else. Returns 0, EXIT_DENIED or EXIT_OS. */
int setup_check_secret_file(const struct setup *s, const char *name, struct err *err);

/* Whether a profile of this name can be made. A prompt_check_fn of a struct setup. */
int setup_check_name(const char *answer, void *setup, struct err *err);

/* setup_block.c. The profile's block. Returns 0, EXIT_DATA or EXIT_CONFIG for a value that cannot be
 * written, or EXIT_OS. setup_block_secret_path: the file of the secret of a profile of
 * this name; the caller frees; NULL: no memory. */
int setup_block(const struct setup *s, struct buf *b, struct err *err);
char *setup_block_secret_path(const struct setup *s, const char *name);

/*
 * setup_prove.c. Drafts the configuration and proves the credentials; setup_finish then stores the secret
 * and puts the configuration in place, or leaves all as it was. *ret_said is where the secret is kept, in
 * words; the caller frees. Return 0 or an exit code.
 */
int setup_prove(struct setup *s, struct err *err);
int setup_finish(struct setup *s, char **ret_said, struct err *err);

/* setup_use.c. Gets a token by the profile that is now in place, and prints what was done and how to go on.
 * Returns 0 or an exit code. */
int setup_use(const struct setup *s, const char *said, struct err *err);

#endif
