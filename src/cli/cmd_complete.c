/* ccred complete: what could stand at the end of a command line, for the completions of the
 * shells. */
#include "base/limits.h"
#include "cli/operand.h"
#include "plugin/find.h"

#include <dirent.h>

/* The word that is asked for, as far as it goes, and the answer. */
struct completion {
	const char *begin;
	struct buf *out;
};

/* about: NULL for none. */
static void offer(struct completion *c, const char *word, const char *about)
{
	if (strncmp(word, c->begin, strlen(c->begin)) == 0)
		buf_printf(c->out, "%s%s%s\n", word, about != NULL ? "\t" : "",
			   about != NULL ? about : "");
}

static int offer_profile(const struct config_item *item, void *arg)
{
	if (item->error == NULL)
		offer(arg, item->name, NULL);
	return 0;
}

static void offer_profiles(struct completion *c)
{
	struct config *config = NULL;
	struct err ignored = { 0 };

	if (config_read(&config, &ignored) == 0)
		(void)config_each(config, offer_profile, c, &ignored);
	config_free(&config);
}

static void offer_plugins(struct completion *c)
{
	struct plugin_dirs dirs = { 0 };
	struct err ignored = { 0 };
	struct dirent *e;
	DIR *d;

	(void)plugin_dirs_read(&dirs, &ignored);
	for (size_t i = 0; i < dirs.n; i++) {
		if ((d = opendir(dirs.list[i])) == NULL)
			continue;
		while ((e = readdir(d)) != NULL) {
			char name[FIND_NAME_SIZE];
			if (find_name_of(e->d_name, name))
				offer(c, name, NULL);
		}
		closedir(d);
	}
	plugin_dirs_clear(&dirs);
}

/* The options that the plugin takes on a source line. */
static void offer_plugin_options(struct completion *c, const char *plugin)
{
	struct description *d = NULL;
	struct err ignored = { 0 };
	char word[LIMIT_NAME + 2];

	(void)find_plugin(plugin, &d, &ignored);
	for (size_t i = 0; d != NULL && i < d->noptions; i++) {
		const struct plugin_option *o = &d->options[i];
		snprintf(word, sizeof(word), "%.*s=", (int)strcspn(o->name, "*"), o->name);
		offer(c, word, o->help);
	}
	description_free(&d);
}

static void offer_commands(struct completion *c)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		offer(c, commands[i]->name, commands[i]->brief);
}

static void offer_kind(struct completion *c, enum kind kind, const char *words)
{
	const char *at;
	char word[64];
	size_t len;

	if (kind == KIND_PROFILE)
		offer_profiles(c);
	else if (kind == KIND_PLUGIN)
		offer_plugins(c);
	else if (kind == KIND_COMMAND)
		offer_commands(c);
	else if (kind == KIND_WORD)
		while (command_word(&words, &at, &len)) {
			snprintf(word, sizeof(word), "%.*s", (int)len, at);
			offer(c, word, NULL);
		}
}

/* The argument at this place, from 0. plugin is the one before it, where that names a plugin. */
static void offer_argument(struct completion *c, const struct command_form *form, size_t place,
			   const char *plugin)
{
	const struct command_argument *a = form->arguments;

	while (place > 0 && a->name != NULL && !a->repeated) {
		a++;
		place--;
	}
	if (a->name != NULL)
		offer_kind(c, a->kind, NULL);
	if (a > form->arguments && a[-1].kind == KIND_PLUGIN)
		offer_plugin_options(c, plugin);
}

/* words are those of the command in front of the word that is asked for. */
static void offer_of(struct completion *c, const struct command *command, char *const *words,
		     size_t n)
{
	const struct command_form *form = command->forms[0].verb == NULL ? command->forms : NULL;
	const struct command_option *o;
	const char *last = NULL;
	size_t place = 0;

	for (size_t i = 0; i < n; i++) {
		o = command_option(command, words[i], strlen(words[i]));
		if (o != NULL && o->value != NULL && ++i == n) {
			offer_kind(c, o->kind, o->words);
			return;
		}
		if (words[i][0] == '-' || o != NULL)
			continue;
		if (form != NULL && place++ == 0)
			last = words[i];
		if (form == NULL && (form = command_form(command, words[i])) == NULL)
			return;
	}
	if (c->begin[0] == '-') {
		for (o = command->options; o->name != NULL; o++)
			if (command_takes(form, o))
				offer(c, o->name, o->help);
		offer(c, "--help", NULL);
	} else if (form != NULL) {
		offer_argument(c, form, place, last);
	} else {
		for (form = command->forms; form->verb != NULL; form++)
			offer(c, form->verb, NULL);
	}
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	size_t last = args->nwords - 1;
	struct completion c = { .begin = args->words[last], .out = &context->out };
	const struct command *command;

	(void)err;
	if (last > 0) {
		if ((command = command_find(args->words[0])) != NULL)
			offer_of(&c, command, args->words + 1, last - 1);
		return 0;
	}
	offer_commands(&c);
	offer(&c, "--help", NULL);
	offer(&c, "--version", NULL);
	return 0;
}

const struct command command_complete = {
	.name = "complete",
	.brief = "what a shell could complete",
	.about =
		"For the completions of bash, zsh and fish. The words are those of a command line\n"
		"without ccred. Prints the words that could stand in the place of the last one,\n"
		"one a line, some with a tab and a description. Nothing: the name of a file,\n"
		"perhaps.\n",
	.forms = FORMS({
		.arguments = { { "WORD", .repeated = true } },
		.raw = true,
	}),
	.options = OPTIONS({ NULL }),
	.examples = "  ccred complete tok\n"
		    "  ccred complete token --f\n"
		    "  ccred complete token --format ''\n",
	.run = run,
};
