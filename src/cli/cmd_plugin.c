/* ccred plugin: what one plugin takes (help), and whether it keeps the rules (check, test). */
#include "base/limits.h"
#include "base/output.h"
#include "base/layout.h"
#include "cli/operand.h"
#include "base/json_out.h"
#include "base/text.h"
#include "config/expand.h"
#include "kit/plugin_check.h"
#include "kit/plugin_test.h"
#include "plugin/find.h"

#include <errno.h>
#include <unistd.h>

#define SHOWN_MAX 512

static const char *shown(const char *text, char out[SHOWN_MAX])
{
	return text_escape(text, strlen(text), out, SHOWN_MAX);
}

/* A longer name of an option with its type has its help below it. */
#define OPTION_WIDTH_MAX 30

/* Room for "NAME=TYPE". */
#define OPTION_WORDS_MAX (LIMIT_NAME + OPTION_SHOWN_MAX + 2)

static size_t put_option_words(const struct plugin_option *o, char out[OPTION_WORDS_MAX])
{
	char type[OPTION_SHOWN_MAX];

	snprintf(out, OPTION_WORDS_MAX, "%s=%s", o->name, option_shown_type(o, type));
	return layout_width(out);
}

static void put_help(const struct description *d, struct buf *b)
{
	char text[SHOWN_MAX], words[OPTION_WORDS_MAX];
	size_t width = 0, columns = output_width(), n;

	buf_printf(b, "%s", d->name);
	if (d->version != NULL)
		buf_printf(b, " %s", shown(d->version, text));
	if (d->summary != NULL)
		buf_printf(b, ": %s", shown(d->summary, text));
	buf_puts(b, d->noptions == 0 ? "\n  (no options)\n" : "\n");
	for (size_t i = 0; i < d->noptions; i++)
		if ((n = put_option_words(&d->options[i], words)) <= OPTION_WIDTH_MAX && n > width)
			width = n;
	/* The lines of a file, or of a terminal that has no room, are as long as they are. */
	if (columns < 2 * OPTION_WIDTH_MAX)
		columns = SIZE_MAX;
	for (size_t i = 0; i < d->noptions; i++) {
		const struct plugin_option *o = &d->options[i];
		struct buf help = BUF_INIT;
		if (put_option_words(o, words) > width) {
			buf_printf(b, "  %s\n", words);
			words[0] = '\0';
		}
		buf_puts(b, "  ");
		layout_pad(b, words, width + 2);
		buf_printf(&help, "%s%s", shown(o->help, text),
			   (o->flags & OPTION_REQUIRED) != 0 ? " (required)" : "");
		layout_wrap(b, buf_str(&help), width + 4, width + 4, columns);
		buf_putc(b, '\n');
		b->failed |= buf_error(&help);
		buf_free(&help);
	}
}

static void put_help_json(const struct description *d, struct buf *b)
{
	char type[OPTION_SHOWN_MAX];

	json_begin(b, NULL, '{');
	json_text(b, "plugin", d->name);
	json_text(b, "version", d->version);
	json_text(b, "summary", d->summary);
	json_begin(b, "options", '[');
	for (size_t i = 0; i < d->noptions; i++) {
		const struct plugin_option *o = &d->options[i];
		json_begin(b, NULL, '{');
		json_text(b, "option", o->name);
		json_text(b, "type", option_shown_type(o, type));
		json_text(b, "help", o->help);
		json_boolean(b, "required", (o->flags & OPTION_REQUIRED) != 0);
		buf_putc(b, '}');
	}
	buf_puts(b, "]}\n");
}

/* The absolute path of the description that a word means: a file, or the one of an installed plugin
 * of that name. */
static int find_path(const char *word, struct buf *path, struct err *err)
{
	struct description *d = NULL;
	char name[FIND_NAME_SIZE], *here = NULL;
	bool file = find_name_of(word, name) || strchr(word, '/') != NULL;
	int r = 0;

	if (file && word[0] != '/') {
		if ((here = getcwd(NULL, 0)) == NULL)
			return err_sys(err, REASON_SYSTEM, errno,
				       "cannot find the working directory");
		while (strncmp(word, "./", 2) == 0)
			word += 2;
		buf_printf(path, "%s/", strcmp(here, "/") == 0 ? "" : here);
	}
	if (file)
		buf_puts(path, word);
	else if ((r = find_plugin(word, &d, err)) == 0)
		buf_puts(path, d->path);
	free(here);
	description_free(&d);
	return r == 0 && buf_error(path) ? err_nomem(err) : r;
}

static int help(const struct args *args, const char *path, struct buf *out, struct err *err)
{
	struct description *d = NULL;
	int r = check_file(path, &d, NULL, err);

	if (r == 0)
		(args_value(args, "--json") != NULL ? put_help_json : put_help)(d, out);
	description_free(&d);
	return r;
}

/* The words as arguments of a source line. */
static int take_args(const struct args *args, size_t first, size_t end, struct scenario_args *given,
		     struct err *err)
{
	const struct expand expand = { .profile = NOBODY_PROFILE };
	char where[64];
	int r = 0;

	given->given = true;
	for (size_t i = first; i < end && r == 0; i++) {
		snprintf(where, sizeof(where), "argument %zu", i);
		r = argument_read(args->words[i], &expand, &(struct location){ .file = where },
				  &given->args, &given->nargs, err);
	}
	return r != EXIT_CONFIG ? r : err_recode(err, EXIT_USAGE);
}

static int check(const struct args *args, const char *path, struct command_context *context,
		 struct err *err)
{
	struct scenario_args given = { 0 };
	struct check_report report = { 0 };
	int r = take_args(args, 1, args->nwords, &given, err);

	if (r == 0) {
		plugin_check(path, given.args, given.nargs, &report);
		(args_value(args, "--json") != NULL ? check_report_json
						    : check_report_text)(&report, &context->out);
		/* The report has the error in it. */
		context->told = true;
		r = report.code;
	}
	arguments_free(given.args, given.nargs);
	return r;
}

/* Takes --found NAME=VALUE... --absent NAME=VALUE... and so on, behind the plugin. */
static int take_scenarios(const struct args *args, struct scenario_args scenarios[N_SCENARIOS],
			  struct err *err)
{
	size_t i = 1;
	int r;

	while (i < args->nwords) {
		const char *word = args->words[i];
		enum scenario which = 0;
		while (which < N_SCENARIOS && (strncmp(word, "--", 2) != 0 ||
					       strcmp(word + 2, scenario_names[which]) != 0))
			which++;
		if (which == N_SCENARIOS)
			return args_unknown(args, word, err);
		if (scenarios[which].given)
			return args_usage(args, err, "%s is given twice", word);
		size_t first = ++i;
		while (i < args->nwords && strncmp(args->words[i], "--", 2) != 0)
			i++;
		if ((r = take_args(args, first, i, &scenarios[which], err)) != 0)
			return r;
	}
	return 0;
}

static int test(const struct args *args, const char *path, struct err *err)
{
	struct scenario_args scenarios[N_SCENARIOS] = { 0 };
	int r = take_scenarios(args, scenarios, err);

	if (r == 0)
		r = plugin_test(path, scenarios, err);
	for (size_t i = 0; i < N_SCENARIOS; i++)
		arguments_free(scenarios[i].args, scenarios[i].nargs);
	return r;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const char *verb = args->form->verb, *word = args->words[0];
	struct buf path = BUF_INIT;
	int r;

	/* test takes all words as they are. */
	if (args->form->raw && strncmp(word, "--", 2) == 0)
		return args_usage(args, err, "NAME is missing");
	if ((r = find_path(word, &path, err)) == 0)
		r = strcmp(verb, "help") == 0    ? help(args, buf_str(&path), &context->out, err)
		    : strcmp(verb, "check") == 0 ? check(args, buf_str(&path), context, err)
						 : test(args, buf_str(&path), err);
	buf_free(&path);
	return r;
}

const struct command command_plugin = {
	.name = "plugin",
	.brief = "what a plugin takes; whether it keeps the rules",
	.about = "NAME is an installed plugin, or the file of a description, NAME.plugin. help\n"
		 "prints the options of a plugin on a source line. check says whether the plugin\n"
		 "keeps the rules: who can change it, its description, how its module was linked,\n"
		 "and one get with the arguments, left out if a required one is missing. test is\n"
		 "the conformance suite: it calls the plugin in each scenario whose arguments are\n"
		 "given, and prints TAP.\n",
	.forms = FORMS({ .verb = "help", .arguments = { { "NAME", KIND_PLUGIN } } },
		       { .verb = "check",
			 .arguments = { { "NAME", KIND_PLUGIN },
					{ "NAME=VALUE", .optional = true, .repeated = true } } },
		       { .verb = "test",
			 .arguments = { { "NAME", KIND_PLUGIN },
					{ "--SCENARIO [NAME=VALUE...]", .optional = true,
					  .repeated = true } },
			 .raw = true }),
	.options = OPTIONS(
		{ OPTION_JSON, .verbs = "help|check" },
		{ "--found", NULL, "there is a credential", .verbs = "test" },
		{ "--other", NULL, "there is another one", .verbs = "test" },
		{ "--absent", NULL, "there is none", .verbs = "test" },
		{ "--wrong", NULL, "open refuses these arguments", .verbs = "test" },
		{ "--slow", NULL, "no answer comes for a long time", .verbs = "test" },
		{ "--store", NULL, "credentials may be stored and erased", .verbs = "test" }),
	.examples =
		"  ccred plugin check ./mine.plugin path=/run/secrets/mine\n"
		"  ccred plugin test ./mine.plugin --found path=/tmp/a --absent path=/tmp/none\n",
	.run = run,
};
