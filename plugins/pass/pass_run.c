/* Running gpg and pass: their environment, and what they said. */
#include "pass.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The variables that are ours to say. */
#define N_OWN 3
static const char *const names[N_OWN] = { "PASSWORD_STORE_DIR=", "GNUPGHOME=",
					  "PASSWORD_STORE_GPG_OPTS=" };

int pass_set_options(struct pass *p)
{
	const char *own = getenv("PASSWORD_STORE_GPG_OPTS");
	/* There is no terminal. Whoever has said loopback has said where the passphrase is, too, and then
	 * --batch is enough. */
	const char *ask = p->interactive || (own != NULL && strstr(own, "loopback") != NULL)
				  ? ""
				  : " --pinentry-mode=error";

	if (asprintf(&p->gpg_options, "%s --batch --no-tty%s", own != NULL ? own : "", ask) >= 0)
		return 0;
	p->gpg_options = NULL;
	return -1;
}

/* NAME=VALUE of those that are known; ends with NULL. Returns -1 without memory. */
static int make_environment(const struct pass *p, char *ret_own[N_OWN + 1])
{
	const char *const values[N_OWN] = { p->store, p->gnupg_home, p->gpg_options };
	size_t n = 0;

	for (size_t i = 0; i < N_OWN; i++) {
		if (values[i] == NULL)
			continue;
		if (asprintf(&ret_own[n], "%s%s", names[i], values[i]) < 0) {
			ret_own[n] = NULL;
			return -1;
		}
		n++;
	}
	return 0;
}

int pass_run(struct pass *p, struct pass_run *run)
{
	const struct ccred_host *host = p->say.host;
	char *own[N_OWN + 1] = { NULL };
	struct ccred_run spec = { .size = sizeof(spec),
				  .program = run->path,
				  .argv = run->argv,
				  .env = (const char *const *)own,
				  .input = run->input,
				  .input_len = run->input_len,
				  .output = run->output,
				  .output_size = run->output_size,
				  .errors = run->heard,
				  .errors_size = sizeof(run->heard) };
	int r;

	run->answer = (struct ccred_run_answer){ .size = sizeof(run->answer) };
	if (make_environment(p, own) != 0)
		r = say_no_memory(&p->say);
	else if (access(run->path, F_OK) != 0 && errno == ENOENT)
		r = say_error(&p->say, CCRED_UNAVAILABLE, "program_missing", NULL,
			      "%.300s does not exist: install it, or say with %s where it is",
			      run->path, run->option);
	else
		r = host->run(p->say.call, &spec, &run->answer);
	for (size_t i = 0; i < N_OWN; i++)
		free(own[i]);
	if (r == CCRED_SUCCESS && run->answer.signal != 0)
		r = say_error(&p->say, CCRED_INTERNAL, "program_killed", NULL,
			      "%.300s: it was killed by signal %d (%s)", run->path,
			      run->answer.signal, strsignal(run->answer.signal));
	return r;
}

const char *pass_gpg_words(const char *heard, const char *end, const char *some,
			   char out[PASS_MAX_WORDS])
{
	out[0] = '\0';
	for (const char *line = heard; *line != '\0';) {
		int len = (int)strcspn(line, "\n");
		if (end != NULL && strncmp(line, end, strlen(end)) == 0)
			break;
		if (strncmp(line, "gpg: ", 5) == 0 &&
		    (some == NULL || memmem(line, (size_t)len, some, strlen(some)) != NULL)) {
			snprintf(out, PASS_MAX_WORDS, "%.*s", len, line);
			if (some != NULL)
				break;
		}
		line += len + (line[len] == '\n');
	}
	return out;
}
