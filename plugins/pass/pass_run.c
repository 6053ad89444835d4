/* Running gpg and pass: their environment, and what they said. */
#include "pass.h"

#include <errno.h>
#include <unistd.h>

#define OPTIONS "PASSWORD_STORE_GPG_OPTS="

int pass_set_environment(struct pass *p)
{
	const char *own = getenv("PASSWORD_STORE_GPG_OPTS");
	/* There is no terminal. Whoever has said loopback has said where the passphrase is, too,
	 * and then --batch is enough. */
	const char *ask = p->interactive || (own != NULL && strstr(own, "loopback") != NULL)
				  ? ""
				  : " --pinentry-mode=error";
	const char *const parts[][3] = {
		{ OPTIONS, own != NULL ? own : "", " --batch --no-tty" },
		{ "PASSWORD_STORE_DIR=", p->store, "" },
		{ "GNUPGHOME=", p->gnupg_home, "" },
	};

	for (size_t i = 0; i < 3 && parts[i][1] != NULL; i++)
		if (asprintf(&p->environment[i], "%s%s%s%s", parts[i][0], parts[i][1], parts[i][2],
			     i == 0 ? ask : "") < 0) {
			p->environment[i] = NULL;
			return say_no_memory(&p->say);
		}
	p->gpg_options = p->environment[0] + strlen(OPTIONS);
	return CCRED_SUCCESS;
}

int pass_run(struct pass *p, const char *const *argv, const char *option, struct piece input)
{
	const struct ccred_run run = { .size = sizeof(run),
				       .program = argv[0],
				       .argv = argv,
				       .env = (const char *const *)p->environment,
				       .input = input.data,
				       .input_len = input.len,
				       .output = p->output,
				       .output_size = PASS_MAX_OUTPUT,
				       .errors = p->heard,
				       .errors_size = sizeof(p->heard) };
	int r;

	p->answer = (struct ccred_run_answer){ .size = sizeof(p->answer) };
	if (access(argv[0], F_OK) != 0 && errno == ENOENT)
		return say_error(&p->say, CCRED_UNAVAILABLE, "program_missing", NULL,
				 "%.300s does not exist: install it, or give its path with %s",
				 argv[0], option);
	r = p->say.host->run(p->say.call, &run, &p->answer);
	if (r == CCRED_SUCCESS && p->answer.signal != 0)
		return say_error(&p->say, CCRED_INTERNAL, "program_killed", NULL,
				 "%.300s: it was killed by signal %d (%s)", argv[0],
				 p->answer.signal, strsignal(p->answer.signal));
	return r;
}

const char *pass_line(const char *text, const char *begin)
{
	while (text != NULL && strncmp(text, begin, strlen(begin)) != 0)
		if ((text = strchr(text, '\n')) != NULL)
			text++;
	return text;
}

const char *pass_words(struct pass *p, const char *begin, const char *end, const char *some)
{
	const char *stop = end != NULL ? pass_line(p->heard, end) : NULL;

	p->words[0] = '\0';
	/* line + 1 is inside a line; the text there does not begin with begin. */
	for (const char *line = p->heard; (line = pass_line(line, begin)) != NULL; line++) {
		int len = (int)strcspn(line, "\n");
		if (stop != NULL && line > stop)
			break;
		if (some != NULL && memmem(line, (size_t)len, some, strlen(some)) == NULL)
			continue;
		snprintf(p->words, sizeof(p->words), "%.*s", len, line);
		if (some != NULL)
			break;
	}
	return p->words;
}
