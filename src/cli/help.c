/* --help, written from the tables of the commands. */
#include "base/banned.h"
#include "cli/help.h"
#include "base/layout.h"

#define SCREEN 80
/* The column of ccred --help in which the words on a command begin. */
#define BRIEF_COLUMN 28

static void put_argument(const struct command_argument *a, struct buf *b)
{
	buf_printf(b, " %s%s%s%s", a->optional ? "[" : "", a->name, a->repeated ? "..." : "",
		   a->optional ? "]" : "");
}

static void put_arguments(const struct command_form *form, struct buf *b)
{
	for (size_t i = 0; i < COMMAND_ARGUMENTS_MAX && form->arguments[i].name != NULL; i++)
		put_argument(&form->arguments[i], b);
	if (form->becomes)
		buf_puts(b, " -- COMMAND [ARGUMENT...]");
}

/* Returns whether there are any. */
static bool put_options(const struct command *c, const struct command_form *form, struct buf *b)
{
	const struct command_option *o = form->raw ? NULL : c->options;
	size_t before = b->len;

	for (; o != NULL && o->name != NULL; o++)
		if (command_takes(form, o))
			buf_printf(b, " [%s%s%s]", o->name, o->value != NULL ? " " : "",
				   o->value != NULL ? o->value : "");
	return b->len > before;
}

/* A line of the synopsis, with "[OPTION...]" where all options do not fit. */
static void put_form(const struct command *c, const struct command_form *form, struct buf *b)
{
	struct buf begin = BUF_INIT, options = BUF_INIT, end = BUF_INIT;

	buf_printf(&begin, "%s ccred %s%s%s", form == c->forms ? "usage:" : "      ", c->name,
		   form->verb != NULL ? " " : "", form->verb != NULL ? form->verb : "");
	put_arguments(form, &end);
	if (put_options(c, form, &options) && begin.len + options.len + end.len > SCREEN) {
		buf_reset(&options);
		buf_puts(&options, " [OPTION...]");
	}
	buf_printf(b, "%s%s%s\n", buf_str(&begin), buf_str(&options), buf_str(&end));
	buf_free(&begin);
	buf_free(&options);
	buf_free(&end);
}

static size_t option_width(const struct command_option *o)
{
	return strlen(o->name) + (o->value != NULL ? 1 + strlen(o->value) : 0);
}

static void list_options(const struct command_option *options, struct buf *b)
{
	size_t width = 0;

	for (const struct command_option *o = options; o->name != NULL; o++)
		if (option_width(o) > width)
			width = option_width(o);
	buf_putc(b, '\n');
	for (const struct command_option *o = options; o->name != NULL; o++) {
		buf_printf(
			b, "  %s%s%-*s  %s", o->name, o->value != NULL ? " " : "",
			(int)(width - option_width(o) + (o->value != NULL ? strlen(o->value) : 0)),
			o->value != NULL ? o->value : "", o->help);
		if (o->words != NULL) {
			buf_puts(b, ": ");
			command_put_words(o->words, b);
		}
		buf_putc(b, '\n');
	}
}

void help_command(const struct command *c, struct buf *b)
{
	const struct command_form *form = c->forms;

	do {
		put_form(c, form, b);
	} while (form->verb != NULL && (++form)->verb != NULL);
	buf_puts(b, c->about);
	if (c->options != NULL)
		list_options(c->options, b);
	buf_printf(b, "\nexample%s:\n%s", strchr(c->examples, '\n')[1] != '\0' ? "s" : "",
		   c->examples);
}

/* The command with its verbs, or with its arguments where they fit. */
static void put_brief(const struct command *c, struct buf *b)
{
	struct buf words = BUF_INIT, more = BUF_INIT;

	buf_printf(&words, "  %s", c->name);
	for (const struct command_form *form = c->forms; form->verb != NULL; form++)
		buf_printf(&more, "%c%s", more.len > 0 ? '|' : ' ', form->verb);
	if (more.len == 0)
		put_arguments(c->forms, &more);
	if (words.len + more.len + 2 <= BRIEF_COLUMN)
		buf_puts(&words, buf_str(&more));
	layout_pad(b, buf_str(&words), BRIEF_COLUMN);
	buf_printf(b, "%s\n", c->brief);
	buf_free(&words);
	buf_free(&more);
}

void help_commands(struct buf *b)
{
	buf_puts(b,
		 "usage: ccred COMMAND [OPTION...] [ARGUMENT...]\n"
		 "OAuth 2.0 access tokens by client credentials, for scripts, git, curl and CI.\n"
		 "\n");
	for (size_t i = 0; commands[i] != NULL; i++)
		put_brief(commands[i], b);
	buf_puts(b,
		 "\n"
		 "  --help, --version         also: ccred COMMAND --help\n"
		 "\n"
		 "examples:\n"
		 "  ccred token cadasto\n"
		 "  curl -H @<(ccred token cadasto --format header) https://acme.api.example/v1\n"
		 "  git config credential.https://git.example.com.helper ccred\n"
		 "\n"
		 "See ccred(1), and ccred.config(5) for the configuration.\n");
}
