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
	char words[PASS_MAX_WORDS], fix[SAY_WORD];

	pass_gpg_words(heard, STATUS "ERROR pkdecrypt_failed", NULL, words);
	switch (CODE(code)) {
	case BAD_PASSPHRASE:
	case BAD_PIN:
	case CANCELED:
	case FULLY_CANCELED:
		return say_error(&p->say, CCRED_DENIED, "passphrase_refused", NULL,
				 "%.120s: %s: call again, with the passphrase", p->entry, words);
	default:
		break;
	}
	if (!p->interactive)
		return say_error(&p->say, CCRED_LOCKED, "key_locked", pass_fix(p, "show", fix),
				 "%.120s: gpg-agent does not have the key's passphrase, and nobody "
				 "may be asked for it",
				 p->entry);
	return say_error(&p->say, CCRED_LOCKED, "key_locked", pass_fix(p, "show", fix),
			 "%.120s: gpg-agent could not ask for the key's passphrase (%s): show it "
			 "at a terminal",
			 p->entry, words);
}

/* No key of the user's opens the entry. */
static int no_key(const struct pass *p, const char *heard)
{
	char words[PASS_MAX_WORDS], fix[SAY_WORD];

	/* Without the agent that has them, gpg has no secret keys. */
	if (pass_gpg_words(heard, NULL, "gpg-agent", words)[0] != '\0')
		return say_error(&p->say, CCRED_UNAVAILABLE, "agent_unavailable",
				 "gpgconf --launch gpg-agent", "%.120s: %s", p->entry, words);
	return say_error(&p->say, CCRED_INVALID, "key_missing", pass_fix(p, "insert -m", fix),
			 "%.120s: it is encrypted for none of your secret keys (see gpg -K): "
			 "import one, or encrypt it anew",
			 p->entry);
}

static int judge(const struct pass *p, const struct pass_run *run)
{
	const char *failed = find_status(run->heard, "ERROR pkdecrypt_failed ");
	unsigned long code = failed != NULL ? strtoul(failed, NULL, 10) : 0;
	char words[PASS_MAX_WORDS], fix[SAY_WORD], gpg[SAY_WORD], file[SAY_WORD];

	if (run->answer.status == 0 && find_status(run->heard, "DECRYPTION_OKAY") != NULL)
		return CCRED_SUCCESS;
	/* gpg 2.4 writes this status for a missing key, too. */
	if (failed != NULL && CODE(code) != NO_SECRET_KEY)
		return locked(p, run->heard, code);
	/* In its loopback mode it would read the passphrase itself, and ends there. */
	if (find_status(run->heard, "NEED_PASSPHRASE") != NULL &&
	    find_status(run->heard, "DECRYPTION_KEY") == NULL)
		return locked(p, run->heard, 0);
	if (find_status(run->heard, "NO_SECKEY") != NULL)
		return no_key(p, run->heard);
	if (run->answer.status == 0 || find_status(run->heard, "NODATA") != NULL ||
	    find_status(run->heard, "BEGIN_DECRYPTION") != NULL)
		return say_error(&p->say, CCRED_INVALID, "entry_damaged",
				 pass_fix(p, "insert -m", fix),
				 "%.120s: its file is not encrypted, or damaged", p->entry);
	pass_gpg_words(run->heard, NULL, NULL, words);
	fix[0] = '\0';
	if (say_word(p->gpg, gpg)[0] != '\0' && say_word(p->file, file)[0] != '\0' &&
	    strlen(gpg) + strlen(file) + 16 < sizeof(fix))
		snprintf(fix, sizeof(fix), "%.200s --decrypt %.280s", gpg, file);
	return say_error(&p->say, CCRED_UNAVAILABLE, "gpg_failed", fix, "%.120s: %s", p->entry,
			 words[0] != '\0' ? words : run->answer.last_line);
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
	const char *argv[MAX_OPTIONS + 8] = { p->gpg, "--status-fd=2" };
	char *words[MAX_OPTIONS], *options = strdup(p->gpg_options);
	struct pass_run run = { .path = p->gpg,
				.option = "gpg=",
				.argv = argv,
				.output = data,
				.output_size = PASS_MAX_OUTPUT };
	size_t n, at = 2;
	int r;

	if (options == NULL)
		return say_no_memory(&p->say);
	if ((n = split(options, words, MAX_OPTIONS)) > MAX_OPTIONS) {
		free(options);
		return say_error(&p->say, CCRED_INVALID, "options_invalid", NULL,
				 "$PASSWORD_STORE_GPG_OPTS has too many words: say it in gpg.conf");
	}
	for (size_t i = 0; i < n; i++)
		argv[at++] = words[i];
	argv[at++] = "--decrypt";
	argv[at++] = "--";
	argv[at] = p->file;
	if ((r = pass_run(p, &run)) == CCRED_SUCCESS)
		r = judge(p, &run);
	if (r == CCRED_SUCCESS)
		*ret_len = run.answer.output_len;
	free(options);
	return r;
}
