/* Lines of the configuration: words that are written again are read as the same words. */
#include "fuzz/fuzz.h"

#include "base/lex.h"
#include "base/limits.h"
#include "config/edit/edit.h"

static const struct location at = { .file = "file", .line = 1 };

static void check_words(const struct lex *lex, const char *key)
{
	struct lex again = { 0 };
	struct buf b = BUF_INIT;
	const char **words = calloc(lex->n, sizeof(*words));

	must(words != NULL);
	for (size_t i = 0; i < lex->n; i++)
		words[i] = lex->words[i].text;
	edit_put_line(&b, key, words, lex->n);
	must(!buf_error(&b) && b.data[b.len - 1] == '\n');
	if (b.len - 1 <= LIMIT_CONFIG_LINE) {
		must(lex_split(&again, b.data, b.len - 1, &at, NULL) == 0);
		must(again.n == lex->n + 1 && strcmp(again.words[0].text, key) == 0);
		for (size_t i = 0; i < lex->n; i++)
			must(strcmp(again.words[i + 1].text, lex->words[i].text) == 0);
	}
	lex_free(&again);
	buf_free(&b);
	free(words);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *line = copy_of(data, size);
	struct lex lex = { 0 };
	struct err err = { 0 };
	int r = lex_split(&lex, line, size, &at, &err);

	if (r != 0) {
		must_say(r, &err);
		must(err.place.line == 1 && err.place.column >= 1 && err.place.column <= size + 1);
	}
	for (size_t i = 0; r == 0 && i < lex.n; i++) {
		const struct lex_word *w = &lex.words[i];
		must(w->text >= line && w->text + w->len <= line + size);
		must(strlen(w->text) == w->len && text_is_utf8(w->text, w->len));
	}
	if (r == 0 && lex.n > 0) {
		check_words(&lex, "param");
		check_words(&lex, "source");
	}
	lex_free(&lex);
	free(line);
	return 0;
}
