/* ccred complete: what could stand at the end of a command line, for the completions of the shells. */
#include "base/banned.h"
#include "cli/cmd.h"
#include "base/output.h"
#include "stack/plugin_dirs.h"
#include "cli/usage.h"
#include "config/config.h"
#include "plugin/plugin_file.h"

#include <dirent.h>

const char cmd_complete_usage[] =
	"usage: ccred complete WORD...\n"
	"For the completions of bash, zsh and fish: prints what could stand in the place\n"
	"of the last word of a command line, the others being the words before it without\n"
	"ccred, one a line, some with a tab and a description. Nothing: the name of a\n"
	"file, perhaps.\n"
	"\n"
	"examples:\n"
	"  ccred complete tok\n"
	"  ccred complete token --f\n"
	"  ccred complete token --format ''\n";

/* The words that an option takes, where they are a few. */
static const struct {
	const char *option;
	const char *const words[5];
} values[] = {
	{ "--format", { "token", "header", "curl", "json", NULL } },
	{ "--store", { "keyring", "file", NULL } },
};

struct completion {
	struct buf out;
	const char *begin; /* of the word as far as it goes */
	char **words; /* those before it; the first is the command */
	size_t nwords;
};

static void offer(struct completion *c, const char *word, size_t len, const char *about,
		  size_t about_len)
{
	size_t begin_len = strlen(c->begin);

	if (len < begin_len || strncmp(word, c->begin, begin_len) != 0)
		return;
	buf_put(&c->out, word, len);
	if (about_len > 0) {
		buf_putc(&c->out, '\t');
		buf_put(&c->out, about, about_len);
	}
	buf_putc(&c->out, '\n');
}

static void offer_word(struct completion *c, const char *word)
{
	offer(c, word, strlen(word), NULL, 0);
}

static void offer_commands(struct completion *c)
{
	const struct command *command;

	for (size_t i = 0; (command = cmd_nth(i)) != NULL; i++) {
		struct usage_word about = usage_about_command(cmd_list, command->name);
		offer(c, command->name, strlen(command->name), about.text, about.len);
	}
	offer_word(c, "--help");
	offer_word(c, "--version");
}

static void offer_options(struct completion *c, const char *usage)
{
	struct usage_option o, first;
	char name[64];

	for (const char *pos = usage; usage_next_option(usage, &pos, &o);) {
		if (o.name.len >= sizeof(name))
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)o.name.len, o.name.text);
		/* Once, as the list has it if it does. */
		if (usage_find_option(usage, name, &first) && first.name.text == o.name.text)
			offer(c, name, o.name.len, o.about.text, o.about.len);
	}
	offer_word(c, "--help");
}

static int offer_profile(const struct config_item *item, void *arg)
{
	if (item->error == NULL)
		offer_word(arg, item->name);
	return 0;
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
			char *name = plugin_name_of(e->d_name);
			if (name != NULL)
				offer_word(c, name);
			free(name);
		}
		closedir(d);
	}
	plugin_dirs_clear(&dirs);
}

/* The value of the option before it. Returns false if there is no option, or it has none. */
static bool offer_value(struct completion *c, const char *usage)
{
	const char *before = c->words[c->nwords - 1];
	struct usage_option o;

	if (strncmp(before, "--", 2) != 0 || !usage_find_option(usage, before, &o) || !o.has_value)
		return false;
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		for (size_t k = 0; strcmp(values[i].option, before) == 0 && values[i].words[k]; k++)
			offer_word(c, values[i].words[k]);
	return true;
}

static void offer_arguments(struct completion *c, const char *usage)
{
	const char *command = c->words[0], *verb = NULL;
	struct err ignored = { 0 };
	struct usage_word v;

	for (const char *pos = usage; usage_next_verb(usage, command, &pos, &v);) {
		verb = c->nwords > 1 ? c->words[1] : NULL;
		if (c->nwords == 1)
			offer(c, v.text, v.len, NULL, 0);
	}
	if (usage_takes(usage, command, verb, "PROFILE"))
		(void)config_each(offer_profile, c, &ignored);
	if (usage_takes(usage, command, verb, "NAME") && verb != NULL)
		offer_plugins(c);
}

int cmd_complete(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	struct completion c = { .out = BUF_INIT };
	const struct command *command = NULL;
	int r;

	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return cmd_help(context, err);
	if (argc < 2)
		return cmd_usage(argv, err, "the words of a command line, please");
	c.begin = argv[argc - 1];
	c.words = argv + 1;
	c.nwords = (size_t)argc - 2;
	for (size_t i = 0; c.nwords > 0 && (command = cmd_nth(i)) != NULL; i++)
		if (strcmp(command->name, c.words[0]) == 0)
			break;
	if (c.nwords == 0)
		offer_commands(&c);
	else if (command == NULL || offer_value(&c, command->usage))
		;
	else if (c.begin[0] == '-')
		offer_options(&c, command->usage);
	else
		offer_arguments(&c, command->usage);
	r = output_write(&c.out, err);
	buf_free(&c.out);
	return r;
}
