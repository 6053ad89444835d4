/* Source lines that ccred setup is given, by a preset or by --source: for a key in a token, a
 * certificate, an assertion, a vault. */
#include "base/lex.h"
#include "setup/setup.h"

int setup_put_source(struct setup *s, const char *control, const struct lex *lex, size_t from,
		     struct err *err)
{
	const char **words = calloc(lex->n + 1, sizeof(*words));
	size_t n = 0;

	if (words == NULL)
		return err_nomem(err);
	if (control != NULL)
		words[n++] = control;
	for (size_t i = from; i < lex->n; i++)
		words[n++] = lex->words[i].text;
	edit_put_line(&s->sources, "source", words, n);
	free(words);
	return 0;
}

int setup_take_source(struct setup *s, const char *text, struct err *err)
{
	const struct location at = { .file = "--source", .line = 1 };
	char *line = strdup(text);
	struct lex lex = { 0 };
	int r;

	if (line == NULL)
		return err_nomem(err);
	if ((r = lex_split(&lex, line, strlen(line), &at, err)) == 0 && lex.n == 0)
		r = err_set(err, REASON_USAGE,
			    "--source is empty: give the plugin and its arguments");
	if (r == 0 && (r = setup_put_source(s, "required", &lex, 0, err)) == 0)
		s->store = SETUP_STORE_OWN;
	lex_free(&lex);
	free(line);
	return r;
}
