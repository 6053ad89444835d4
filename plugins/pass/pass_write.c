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
	char words[PASS_MAX_WORDS], fix[SAY_WORD];
	const char *said = pass_gpg_words(run->heard, NULL, NULL, words),
		   *last = run->answer.last_line;
	/* Of a .gpg-id, where $PASSWORD_STORE_SIGNING_KEY is set. */
	int bad_signature = strncmp(last, "Signature for ", 14) == 0;

	if (said[0] == '\0' || bad_signature)
		said = last[0] != '\0' ? last : "it does not say why";
	return say_error(&p->say, bad_signature ? CCRED_DENIED : CCRED_UNAVAILABLE,
			 bad_signature ? "signature_invalid" : "pass_failed",
			 pass_fix(p, verb, fix), "%.120s: pass %s failed: %.160s", p->entry, verb,
			 said);
}

/* Has pass do something with the entry. Returns CCRED_SUCCESS if it says so, too. */
static int run_pass(struct pass *p, const char *const *argv, const char *verb, struct pass_run *run)
{
	const struct ccred_host *host = p->say.host;
	int r;

	run->path = p->program;
	run->option = "program=";
	run->argv = argv;
	run->output_size = PASS_MAX_OUTPUT;
	if ((run->output = host->secret_alloc(PASS_MAX_OUTPUT)) == NULL)
		return say_no_memory(&p->say);
	r = pass_run(p, run);
	host->secret_free(run->output, PASS_MAX_OUTPUT);
	run->output = NULL;
	if (r == CCRED_SUCCESS && run->answer.status != 0)
		r = refused(p, run, verb);
	return r;
}

/* Says what was done, and that git did not keep it, if it is so. */
static int done(const struct pass *p, const struct pass_run *run, const char *what)
{
	char words[PASS_MAX_WORDS], text[1024], location[PASS_MAX_ENTRY + 512], fix[SAY_WORD] = "";
	struct ccred_message message = {
		.size = sizeof(message), .severity = CCRED_INFO, .text = what, .location = location
	};

	snprintf(location, sizeof(location), "%s of %.480s", p->entry, p->store);
	if (git_words(run->heard, words)[0] != '\0') {
		snprintf(text, sizeof(text), "%s; git has not committed it: %s", what, words);
		if (p->command[0] != '\0')
			snprintf(fix, sizeof(fix), "%sgit status", p->command);
		message.severity = CCRED_WARNING;
		message.reason = "git_failed";
		message.text = text;
		message.fix = fix;
	}
	p->say.host->say(p->say.call, &message);
	return CCRED_SUCCESS;
}

int pass_insert(struct pass *p, const char *data, size_t len, const char *what)
{
	const char *const argv[] = { p->program, "insert", "--multiline", "--force",
				     "--",       p->entry, NULL };
	struct pass_run run = { .input = data, .input_len = len };
	char text[700], fix[SAY_WORD] = "";
	int r;

	if (p->command[0] != '\0')
		snprintf(fix, sizeof(fix), "%sinit KEY", p->command);
	if (!p->has_recipients && getenv("PASSWORD_STORE_KEY") == NULL)
		return say_error(&p->say, CCRED_UNAVAILABLE, "store_uninitialized", fix,
				 "%.300s has no .gpg-id that says for which key", p->store);
	if ((r = run_pass(p, argv, "insert", &run)) != CCRED_SUCCESS)
		return r;
	snprintf(text, sizeof(text), "kept in %.120s of %.120s, %s", p->entry, p->store, what);
	return done(p, &run, text);
}

int pass_remove(struct pass *p)
{
	const char *const argv[] = { p->program, "rm", "--force", "--", p->entry, NULL };
	struct pass_run run = { .input = NULL };
	char text[512];
	int r = run_pass(p, argv, "rm", &run);

	/* It does not say when it could not. */
	if (r == CCRED_SUCCESS && access(p->file, F_OK) == 0)
		r = refused(p, &run, "rm");
	if (r != CCRED_SUCCESS)
		return r;
	snprintf(text, sizeof(text), "%.150s is gone from %.150s", p->entry, p->store);
	return done(p, &run, text);
}
