/* Source lines that the caller gives to ccred setup: for a key in a token, a certificate, an assertion, a vault. */
#include "base/lex.h"
#include "setup/setup.h"

/* The plugin and its arguments, as a source line has them behind its control. They are checked with
 * the draft. */
int setup_take_source(struct setup *s, const char *text, struct err *err)
{
	const struct location at = { .file = "--source", .line = 1 };
	char *line = strdup(text);
	const char **words = NULL;
	struct lex lex = { 0 };
	int r;

	if (line == NULL)
		return err_nomem(err);
	if ((r = lex_split(&lex, line, strlen(line), &at, err)) != 0)
		goto out;
	if (lex.n == 0) {
		r = err_set(err, REASON_USAGE,
			    "--source is empty: give the plugin and its arguments");
		goto out;
	}
	if ((words = calloc(lex.n + 1, sizeof(*words))) == NULL) {
		r = err_nomem(err);
		goto out;
	}
	words[0] = "required";
	for (size_t i = 0; i < lex.n; i++)
		words[i + 1] = lex.words[i].text;
	edit_put_line(&s->sources, "source", words, lex.n + 1);
	s->store = SETUP_STORE_OWN;
out:
	free(words);
	lex_free(&lex);
	free(line);
	return r;
}
