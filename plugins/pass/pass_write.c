/* Writing: pass itself does it, so that the store's recipients, signatures and git are heeded. */
#include "pass.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The line that git ends with when it fails; pass takes no notice of that. Copied to out; returns out. */
static const char *git_words(const char *heard, char out[PASS_MAX_WORDS])
{
	out[0] = '\0';
	for (const char *line = heard; line != NULL && *line != '\0';) {
		if (strncmp(line, "fatal: ", 7) == 0)
			snprintf(out, PASS_MAX_WORDS, "%.*s", (int)strcspn(line, "\n"), line);
		if ((line = strchr(line, '\n')) != NULL)
			line++;
	}
	return out;
}

static int refused(const struct pass *p, const struct pass_run *run, const char *verb)
{
	char words[PASS_MAX_WORDS];
	const char *said = pass_gpg_words(run->heard, NULL, NULL, words), *last = run->end.said;
	/* Of a .gpg-id, where $PASSWORD_STORE_SIGNING_KEY is set. */
	int bad_signature = strncmp(last, "Signature for ", 14) == 0;

	if (said[0] == '\0' || bad_signature)
		said = last[0] != '\0' ? last : "it does not say why";
	return pass_fail(p, bad_signature ? CCRED_DENIED : CCRED_UNAVAILABLE,
			 "%.120s: pass %s failed: %.160s: see %s %s %.120s at a terminal", p->entry,
			 verb, said, p->command, verb, p->entry);
}

/* Has pass do something with the entry. Returns CCRED_SUCCESS if it says so, too. */
static int run_pass(struct pass *p, char **argv, const char *verb, struct pass_run *run)
{
	int r;

	run->path = p->program;
	run->option = "program=";
	run->argv = argv;
	if ((run->answer = p->host->secret_alloc(PROGRAM_MAX_ANSWER + 1)) == NULL)
		return pass_fail(p, CCRED_INTERNAL, "no memory");
	r = pass_run(p, run);
	p->host->secret_free(run->answer, PROGRAM_MAX_ANSWER + 1);
	run->answer = NULL;
	if (r == CCRED_SUCCESS && run->end.status != 0)
		r = refused(p, run, verb);
	return r;
}

/* What was done, and that git did not keep it, if it is so. */
static int done(const struct pass *p, const struct pass_run *run, const char *what)
{
	char words[PASS_MAX_WORDS];

	if (git_words(run->heard, words)[0] == '\0')
		return pass_fail(p, CCRED_SUCCESS, "%s", what);
	return pass_fail(p, CCRED_SUCCESS, "%s; git has not committed it: %s: see %s git status",
			 what, words, p->command);
}

int pass_insert(struct pass *p, const char *data, size_t len, const char *what)
{
	static char insert[] = "insert", multiline[] = "--multiline", force[] = "--force",
		    end[] = "--";
	char *argv[] = {
		(char *)(uintptr_t)p->program, insert, multiline, force, end, p->entry, NULL
	};
	struct pass_run run = { .request = data, .request_len = len };
	char text[512];
	int r;

	if (!p->has_recipients && getenv("PASSWORD_STORE_KEY") == NULL)
		return pass_fail(p, CCRED_UNAVAILABLE,
				 "%.300s has no .gpg-id that says for which key: %s init KEY",
				 p->store, p->command);
	if ((r = run_pass(p, argv, insert, &run)) != CCRED_SUCCESS)
		return r;
	snprintf(text, sizeof(text), "kept in %.120s of %.120s, %s", p->entry, p->store, what);
	return done(p, &run, text);
}

int pass_remove(struct pass *p)
{
	static char rm[] = "rm", force[] = "--force", end[] = "--";
	char *argv[] = { (char *)(uintptr_t)p->program, rm, force, end, p->entry, NULL };
	struct pass_run run = { .request = "" };
	char text[512];
	int r = run_pass(p, argv, rm, &run);

	/* It does not say when it could not. */
	if (r == CCRED_SUCCESS && access(p->file, F_OK) == 0)
		r = refused(p, &run, rm);
	if (r != CCRED_SUCCESS)
		return r;
	snprintf(text, sizeof(text), "%.150s is gone from %.150s", p->entry, p->store);
	return done(p, &run, text);
}
