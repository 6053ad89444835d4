/* --help, written from the tables of the commands. */
#include "cli/command.h"

#define SCREEN 80
/* The column of ccred --help in which the words on a command begin. */
#define BRIEF_COLUMN 30

static void put_arguments(const struct command_form *form, struct buf *b)
{
	for (const struct command_argument *a = form->arguments; a->name != NULL; a++)
		buf_printf(b, a->optional ? " [%s%s]" : " %s%s", a->name, a->repeated ? "..." : "");
	if (form->becomes)
		buf_puts(b, " -- COMMAND");
}

static void put_option(const struct command_option *o, struct buf *b)
{
	buf_printf(b, "%s%s%s", o->name, o->value != NULL ? " " : "",
		   o->value != NULL ? o->value : "");
}

static void put_options(const struct command *c, const struct command_form *form, struct buf *b)
{
	for (const struct command_option *o = c->options; o->name != NULL; o++) {
		if (form->raw || !command_takes(form, o))
			continue;
		buf_puts(b, " [");
		put_option(o, b);
		buf_putc(b, ']');
	}
}

/* A line of the synopsis, with "[OPTION...]" where all options do not fit. */
static void put_form(const struct command *c, const struct command_form *form, struct buf *b)
{
	struct buf options = BUF_INIT, end = BUF_INIT;
	size_t begin = b->len;

	buf_printf(b, "%s ccred %s%s%s", form == c->forms ? "usage:" : "      ", c->name,
		   form->verb != NULL ? " " : "", form->verb != NULL ? form->verb : "");
	put_options(c, form, &options);
	put_arguments(form, &end);
	if (form->becomes)
		buf_puts(&end, " [ARGUMENT...]");
	if (b->len - begin + options.len + end.len > SCREEN && options.len > 0)
		buf_puts(b, " [OPTION...]");
	else
		buf_puts(b, buf_str(&options));
	buf_printf(b, "%s\n", buf_str(&end));
	buf_free(&options);
	buf_free(&end);
}

static void list_options(const struct command_option *options, struct buf *b)
{
	struct buf lines = BUF_INIT;

	for (const struct command_option *o = options; o->name != NULL; o++) {
		if (o->help == NULL)
			continue;
		put_option(o, &lines);
		buf_printf(&lines, "\t%s%s", o->help, o->words != NULL ? ": " : "");
		if (o->words != NULL)
			command_put_words(o->words, &lines);
		buf_putc(&lines, '\n');
	}
	buf_putc(b, '\n');
	command_put_columns(&lines, "  ", b);
}

void help_command(const struct command *c, struct buf *b)
{
	const struct command_form *form = c->forms;
	const char *second;

	do {
		put_form(c, form, b);
	} while (form->verb != NULL && (++form)->verb != NULL);
	buf_puts(b, c->about);
	if (c->options[0].name != NULL)
		list_options(c->options, b);
	second = strchr(c->examples, '\n');
	buf_printf(b, "\nexample%s:\n%s", second != NULL && second[1] != '\0' ? "s" : "",
		   c->examples);
}

/* A line of ccred --help: the command, its verbs or arguments, and what it does. */
static void put_brief(const struct command *c, struct buf *b)
{
	struct buf words = BUF_INIT;

	buf_printf(&words, "  %s%s", c->name, c->forms->verb != NULL ? " " : "");
	if (c->forms->verb != NULL)
		command_put_verbs(c, &words);
	else
		put_arguments(c->forms, &words);
	buf_printf(b, "%-*s %s\n", BRIEF_COLUMN - 1, buf_str(&words), c->brief);
	buf_free(&words);
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
		 "  --help, --version           also: ccred COMMAND --help\n"
		 "\n"
		 "examples:\n"
		 "  ccred setup https://api.example.com/v1     first: makes a profile\n"
		 "  ccred token acme\n"
		 "  curl -H @<(ccred token acme --format header) https://api.example.com/v1\n"
		 "  git config credential.https://git.example.com.helper ccred\n"
		 "\n"
		 "See ccred(1), and ccred.config(5) for the configuration.\n");
}
