/* Writing: pass itself does it, so that the store's recipients, signatures and git are heeded. */
#include "pass.h"

#include <unistd.h>

static int refused(struct pass *p, const char *verb)
{
	const char *said = pass_words(p, "gpg: ", NULL, NULL), *last = p->answer.last_line;
	/* Of a .gpg-id, where $PASSWORD_STORE_SIGNING_KEY is set. */
	int bad_signature = strncmp(last, "Signature for ", 14) == 0;

	if (said[0] == '\0' || bad_signature)
		said = last[0] != '\0' ? last : "it does not say why";
	return pass_fail(p, bad_signature ? CCRED_DENIED : CCRED_UNAVAILABLE,
			 bad_signature ? "signature_invalid" : "pass_failed",
			 pass_fix(p, verb, p->entry), "pass %s failed: %.160s", verb, said);
}

/* Says what was done. pass ignores a failure of git, so this message reports it. */
static int done(struct pass *p, const char *what)
{
	const char *git = pass_words(p, "fatal: ", NULL, NULL);
	char text[1024], location[PASS_MAX_ENTRY + 512];
	struct ccred_message message = {
		.size = sizeof(message), .severity = CCRED_INFO, .text = what, .location = location
	};

	snprintf(location, sizeof(location), "%s of %.480s", p->entry, p->store);
	if (git[0] != '\0') {
		snprintf(text, sizeof(text), "%s; git has not committed it: %s", what, git);
		message.severity = CCRED_WARNING;
		message.reason = "git_failed";
		message.text = text;
		message.fix = pass_fix(p, "git status", NULL);
	}
	p->say.host->say(p->say.call, &message);
	return CCRED_SUCCESS;
}

int pass_insert(struct pass *p, struct piece text, const char *what)
{
	const char *const argv[] = { p->program, "insert", "--multiline", "--force",
				     "--",       p->entry, NULL };
	char kept[700];
	int r;

	if (!p->has_recipients && getenv("PASSWORD_STORE_KEY") == NULL)
		return say_error(
			&p->say, CCRED_UNAVAILABLE, "store_uninitialized",
			pass_fix(p, "init KEY", NULL),
			"%.300s has no .gpg-id, the file that names the key to encrypt for",
			p->store);
	if ((r = pass_run(p, argv, "program=", text)) != CCRED_SUCCESS)
		return r;
	if (p->answer.status != 0)
		return refused(p, "insert");
	snprintf(kept, sizeof(kept), "kept in %.120s of %.120s, %s", p->entry, p->store, what);
	return done(p, kept);
}

int pass_remove(struct pass *p)
{
	const char *const argv[] = { p->program, "rm", "--force", "--", p->entry, NULL };
	char gone[512];
	int r;

	if ((r = pass_run(p, argv, "program=", (struct piece){ 0 })) != CCRED_SUCCESS)
		return r;
	/* It does not say when it could not. */
	if (p->answer.status != 0 || access(p->file, F_OK) == 0)
		return refused(p, "rm");
	snprintf(gone, sizeof(gone), "%.150s is gone from %.150s", p->entry, p->store);
	return done(p, gone);
}
