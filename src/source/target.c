/* The plugin that a request is for: its description, read again and checked, and the file to load or to run. */
#include "base/banned.h"
#include "source/target.h"

#include "plugin/arguments.h"
#include "plugin/check.h"

/* The option that a word of the form {NAME} stands for; NULL: the word stands for itself. */
static const struct plugin_option *option_of(const struct description *d, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; word[0] == '{' && word[len - 1] == '}' && i < d->noptions; i++)
		if (strlen(d->options[i].name) == len - 2 &&
		    strncmp(d->options[i].name, word + 1, len - 2) == 0)
			return &d->options[i];
	return NULL;
}

/* Puts the values of all arguments for which the word stands, in their order, or the word itself. */
static size_t put_word(const struct description *d, const char *word, const struct argument *args,
		       size_t nargs, const char **out)
{
	const struct plugin_option *o = option_of(d, word);
	size_t n = 0;

	if (o == NULL)
		out[n++] = word;
	for (size_t i = 0; o != NULL && i < nargs; i++)
		if (description_option(d, args[i].name) == o)
			out[n++] = args[i].value;
	return n;
}

static int put_words(struct target *t, const struct argument *args, size_t nargs, struct err *err)
{
	const struct description *d = t->description;
	size_t n = 0;

	/* Each word may stand for all arguments. */
	if ((t->words = calloc(d->nprogram * (nargs + 1) + 1, sizeof(*t->words))) == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < d->nprogram; i++) {
		n += put_word(d, d->program[i], args, nargs, t->words + n);
		if (i > 0)
			continue;
		if (t->path == NULL && n == 1 && (t->path = strdup(t->words[0])) == NULL)
			return err_nomem(err);
		n = 0;
	}
	t->words[n] = NULL;
	return 0;
}

int target_read(const char *path, const struct argument *args, size_t nargs,
		struct target *ret_target, struct err *err)
{
	struct target *t = ret_target;
	int r;

	*t = (struct target){ 0 };
	if ((r = check_file(path, &t->description, &t->path, err)) != 0)
		return r;
	t->offers = arguments_offers(t->description, args, nargs);
	return t->description->module != NULL ? 0 : put_words(t, args, nargs, err);
}

void target_clear(struct target *target)
{
	description_free(&target->description);
	free(target->path);
	free(target->words);
}
