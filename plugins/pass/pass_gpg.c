/*
 * Reading: gpg decrypts the file of the entry, as pass would have it do. What a store has of rules (.gpg-id,
 * signatures, git) is for writing. gpg itself says why it cannot, which it does not do for pass; the text
 * of the entry goes through no shell; and a machine that only reads needs no pass.
 */
#include "pass.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STATUS "[GNUPG:] "
#define MAX_OPTIONS 64

/* Error codes of libgpg-error. The upper half of the number in a status line is something else. */
#define CODE(number) ((number)&0xffff)
#define BAD_PASSPHRASE 11
#define NO_SECRET_KEY 17
#define BAD_PIN 87
#define CANCELED 99
#define FULLY_CANCELED 198

/* The status line that begins with word, or NULL. */
static const char *find_status(const char *heard, const char *word)
{
	size_t n = strlen(word);

	for (const char *line = heard; line != NULL && *line != '\0';) {
		if (strncmp(line, STATUS, sizeof(STATUS) - 1) == 0 &&
		    strncmp(line + sizeof(STATUS) - 1, word, n) == 0)
			return line + sizeof(STATUS) - 1 + n;
		if ((line = strchr(line, '\n')) != NULL)
			line++;
	}
	return NULL;
}

/* The key is there, and stays shut. */
static int locked(const struct pass *p, const char *heard, unsigned long code)
{
	char words[PASS_MAX_WORDS];

	pass_gpg_words(heard, STATUS "ERROR pkdecrypt_failed", NULL, words);
	switch (CODE(code)) {
	case BAD_PASSPHRASE:
	case BAD_PIN:
	case CANCELED:
	case FULLY_CANCELED:
		return pass_fail(p, CCRED_DENIED, "%.120s: %s: call again, with the passphrase",
				 p->entry, words);
	default:
		break;
	}
	if (!p->interactive)
		return pass_fail(p, CCRED_LOCKED,
				 "%.120s: gpg-agent does not have the key's passphrase, and nobody "
				 "may be asked for it: %s show %.120s",
				 p->entry, p->command, p->entry);
	return pass_fail(p, CCRED_LOCKED,
			 "%.120s: gpg-agent could not ask for the key's passphrase (%s): "
			 "%s show %.120s, at a terminal",
			 p->entry, words, p->command, p->entry);
}

static int judge(const struct pass *p, const struct pass_run *run)
{
	const char *failed = find_status(run->heard, "ERROR pkdecrypt_failed ");
	unsigned long code = failed != NULL ? strtoul(failed, NULL, 10) : 0;
	char words[PASS_MAX_WORDS];

	if (run->end.status == 0 && find_status(run->heard, "DECRYPTION_OKAY") != NULL)
		return CCRED_SUCCESS;
	/* gpg 2.4 writes this status for a missing key, too. */
	if (failed != NULL && CODE(code) != NO_SECRET_KEY)
		return locked(p, run->heard, code);
	/* In its loopback mode it would read the passphrase itself, and ends there. */
	if (find_status(run->heard, "NEED_PASSPHRASE") != NULL &&
	    find_status(run->heard, "DECRYPTION_KEY") == NULL)
		return locked(p, run->heard, 0);
	if (find_status(run->heard, "NO_SECKEY") != NULL) {
		/* Without the agent that has them, gpg has no secret keys. */
		if (pass_gpg_words(run->heard, NULL, "gpg-agent", words)[0] != '\0')
			return pass_fail(p, CCRED_UNAVAILABLE,
					 "%.120s: %s: see gpgconf --launch gpg-agent", p->entry,
					 words);
		return pass_fail(
			p, CCRED_INVALID,
			"%.120s: it is encrypted for none of your secret keys (see gpg -K): "
			"import one, or encrypt it anew with %s insert -m %.120s",
			p->entry, p->command, p->entry);
	}
	if (run->end.status == 0 || find_status(run->heard, "NODATA") != NULL ||
	    find_status(run->heard, "BEGIN_DECRYPTION") != NULL)
		return pass_fail(
			p, CCRED_INVALID,
			"%.120s: its file is not encrypted, or damaged: %s insert -m %.120s",
			p->entry, p->command, p->entry);
	pass_gpg_words(run->heard, NULL, NULL, words);
	return pass_fail(p, CCRED_UNAVAILABLE, "%.120s: %s: see %.120s --decrypt %.120s", p->entry,
			 words[0] != '\0' ? words : run->end.said, p->gpg, p->file);
}

/* The words of the options, cut at blanks as pass's shell cuts them; they point into text. Returns how many
 * there are, of which max at most are taken. */
static size_t split(char *text, char **words, size_t max)
{
	size_t n = 0;

	for (char *save = NULL, *word = strtok_r(text, " \t\n", &save); word != NULL;
	     word = strtok_r(NULL, " \t\n", &save), n++)
		if (n < max)
			words[n] = word;
	return n;
}

int pass_decrypt(struct pass *p, char *data, size_t *ret_len)
{
	static char status_fd[] = "--status-fd=2", decrypt[] = "--decrypt", end[] = "--";
	char *argv[MAX_OPTIONS + 8] = { (char *)(uintptr_t)p->gpg };
	char *options = strdup(p->gpg_options);
	struct pass_run run = {
		.path = p->gpg, .option = "gpg=", .argv = argv, .request = "", .answer = data
	};
	size_t n;
	int r;

	if (options == NULL)
		return pass_fail(p, CCRED_INTERNAL, "no memory");
	argv[1] = status_fd;
	if ((n = split(options, argv + 2, MAX_OPTIONS)) > MAX_OPTIONS) {
		free(options);
		return pass_fail(p, CCRED_INVALID,
				 "$PASSWORD_STORE_GPG_OPTS has too many words: say it in gpg.conf");
	}
	n += 2;
	argv[n++] = decrypt;
	argv[n++] = end;
	argv[n] = p->file;
	if ((r = pass_run(p, &run)) == CCRED_SUCCESS)
		r = judge(p, &run);
	if (r == CCRED_SUCCESS)
		*ret_len = run.end.len;
	free(options);
	return r;
}
