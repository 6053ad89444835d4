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

struct environment {
	char **envp; /* what stands in ours, but for what is said anew */
	char *own[N_OWN]; /* NULL: as it is */
};

static void environment_clear(struct environment *e)
{
	for (size_t i = 0; i < N_OWN; i++)
		free(e->own[i]);
	free(e->envp);
	*e = (struct environment){ 0 };
}

static int is_own(const struct environment *e, const char *variable)
{
	for (size_t i = 0; i < N_OWN; i++)
		if (e->own[i] != NULL && strncmp(variable, names[i], strlen(names[i])) == 0)
			return 1;
	return 0;
}

/* Returns -1 without memory. */
static int environment_make(const struct pass *p, struct environment *ret_environment)
{
	const char *const values[N_OWN] = { p->store, p->gnupg_home, p->gpg_options };
	struct environment e = { 0 };
	size_t n = 0;

	while (environ[n] != NULL)
		n++;
	if ((e.envp = calloc(n + N_OWN + 1, sizeof(*e.envp))) == NULL)
		return -1;
	for (size_t i = 0; i < N_OWN; i++) {
		if (values[i] == NULL || asprintf(&e.own[i], "%s%s", names[i], values[i]) >= 0)
			continue;
		e.own[i] = NULL;
		environment_clear(&e);
		return -1;
	}
	n = 0;
	for (char **v = environ; *v != NULL; v++)
		if (!is_own(&e, *v))
			e.envp[n++] = *v;
	for (size_t i = 0; i < N_OWN; i++)
		if (e.own[i] != NULL)
			e.envp[n++] = e.own[i];
	*ret_environment = e;
	return 0;
}

static int tell(const struct pass *p, const struct pass_run *run)
{
	const struct program_end *end = &run->end;

	if (end->result == CCRED_SUCCESS)
		return pass_fail(p, CCRED_INTERNAL, "%.300s: it was killed by signal %d (%s)",
				 run->path, end->signal, strsignal(end->signal));
	return pass_fail(p, end->result, "%.300s: %s%s%s", run->path, end->why,
			 end->err != 0 ? ": " : "", end->err != 0 ? strerror(end->err) : "");
}

int pass_run(struct pass *p, struct pass_run *run)
{
	struct environment e = { 0 };
	char *program = NULL, text[512];
	int r = program_check(run->path, &program, text, sizeof(text));

	if (r == CCRED_UNAVAILABLE)
		return pass_fail(p, r, "%.300s: install it, or say with %s where it is", text,
				 run->option);
	if (r != CCRED_SUCCESS)
		return pass_fail(p, r, "%s", text);
	if (environment_make(p, &e) != 0) {
		free(program);
		return pass_fail(p, CCRED_INTERNAL, "no memory");
	}
	struct program_call call = { .host = p->host,
				     .tx = p->tx,
				     .program = program,
				     .argv = run->argv,
				     .request = run->request,
				     .request_len = run->request_len,
				     .answer = run->answer,
				     .envp = e.envp,
				     .heard = run->heard,
				     .heard_size = sizeof(run->heard) };
	program_talk(&call, &run->end);
	environment_clear(&e);
	free(program);
	return run->end.result == CCRED_SUCCESS && run->end.signal == 0 ? CCRED_SUCCESS
									: tell(p, run);
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
