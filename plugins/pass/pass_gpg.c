/*
 * Reading: gpg decrypts the file of the entry, as pass would have it do. What a store has of rules
 * (.gpg-id, signatures, git) is for writing. gpg itself says why it cannot, which it does not do
 * for pass; the text of the entry goes through no shell; and a machine that only reads needs no
 * pass.
 */
#include "pass.h"

/* What the lines begin with that are for programs, and those for people. */
#define STATUS "[GNUPG:] "
#define GPG "gpg: "
#define MAX_OPTIONS 64

/* Error codes of libgpg-error, and where they are in the number of a status line. */
#define CODE 0xffff
#define BAD_PASSPHRASE 11
#define NO_SECRET_KEY 17
#define BAD_PIN 87
#define CANCELED 99
#define FULLY_CANCELED 198

/* The key is there, and stays shut. */
static int locked(struct pass *p, unsigned long code)
{
	const char *words = pass_words(p, GPG, STATUS "ERROR pkdecrypt_failed", NULL);

	if (code == BAD_PASSPHRASE || code == BAD_PIN || code == CANCELED || code == FULLY_CANCELED)
		return pass_fail(p, CCRED_DENIED, "passphrase_refused", NULL,
				 "%s: call again, with the passphrase", words);
	if (!p->interactive)
		return pass_fail(p, CCRED_LOCKED, "key_locked", pass_fix(p, "show", p->entry),
				 "gpg-agent does not have the key's passphrase, and nobody may be "
				 "asked for it");
	return pass_fail(p, CCRED_LOCKED, "key_locked", pass_fix(p, "show", p->entry),
			 "gpg-agent could not ask for the key's passphrase (%s): show it at a "
			 "terminal",
			 words);
}

/* No key of the user's opens the entry. */
static int no_key(struct pass *p)
{
	const char *words = pass_words(p, GPG, NULL, "gpg-agent");

	/* Without the agent that has them, gpg has no secret keys. */
	if (words[0] != '\0')
		return pass_fail(p, CCRED_UNAVAILABLE, "agent_unavailable",
				 "gpgconf --launch gpg-agent", "%s", words);
	return pass_fail(p, CCRED_INVALID, "key_missing", pass_fix(p, "insert -m", p->entry),
			 "it is encrypted for none of your secret keys (see gpg -K): import one, "
			 "or encrypt it anew");
}

static int has(const struct pass *p, const char *status)
{
	return pass_line(p->heard, status) != NULL;
}

static int judge(struct pass *p)
{
	static const char error[] = STATUS "ERROR pkdecrypt_failed ";
	const char *failed = pass_line(p->heard, error), *words;
	unsigned long code = failed != NULL ? strtoul(failed + strlen(error), NULL, 10) & CODE : 0;

	if (p->answer.status == 0 && has(p, STATUS "DECRYPTION_OKAY"))
		return CCRED_SUCCESS;
	/* gpg 2.4 writes this status for a missing key, too. */
	if (failed != NULL && code != NO_SECRET_KEY)
		return locked(p, code);
	/* In its loopback mode it would read the passphrase itself, and ends there. */
	if (has(p, STATUS "NEED_PASSPHRASE") && !has(p, STATUS "DECRYPTION_KEY"))
		return locked(p, 0);
	if (has(p, STATUS "NO_SECKEY"))
		return no_key(p);
	if (p->answer.status == 0 || has(p, STATUS "NODATA") || has(p, STATUS "BEGIN_DECRYPTION"))
		return pass_fail(p, CCRED_INVALID, "entry_damaged",
				 pass_fix(p, "insert -m", p->entry),
				 "its file is not encrypted, or damaged");
	words = pass_words(p, GPG, NULL, NULL);
	p->fix[0] = '\0';
	return pass_fail(p, CCRED_UNAVAILABLE, "gpg_failed",
			 say_fix(p->fix, "%s --decrypt %s", p->gpg, p->file), "%s",
			 words[0] != '\0' ? words : p->answer.last_line);
}

int pass_decrypt(struct pass *p, struct piece *ret_text)
{
	const char *argv[MAX_OPTIONS + 6] = { p->gpg, "--status-fd=2" };
	char *options = strdup(p->gpg_options), *save = NULL;
	size_t n = 2;
	int r;

	if (options == NULL)
		return say_no_memory(&p->say);
	/* Cut at blanks, as pass's shell cuts them. */
	for (char *word = strtok_r(options, " \t\n", &save); word != NULL && n < MAX_OPTIONS + 3;
	     word = strtok_r(NULL, " \t\n", &save))
		argv[n++] = word;
	if (n == MAX_OPTIONS + 3) {
		r = say_error(
			&p->say, CCRED_INVALID, "options_invalid", NULL,
			"$PASSWORD_STORE_GPG_OPTS has too many words: write them into gpg.conf");
		goto out;
	}
	argv[n++] = "--decrypt";
	argv[n++] = "--";
	argv[n] = p->file;
	if ((r = pass_run(p, argv, "gpg=", (struct piece){ 0 })) == CCRED_SUCCESS &&
	    (r = judge(p)) == CCRED_SUCCESS)
		*ret_text = (struct piece){ p->output, p->answer.output_len };
out:
	free(options);
	return r;
}
