/* Looking up commands, forms, options and words in the tables. */
#include "cli/command.h"
#include "base/text.h"

const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

const struct command_form *command_form(const struct command *command, const char *verb)
{
	const struct command_form *f = command->forms;

	for (; f->verb != NULL; f++)
		if (strcmp(f->verb, verb) == 0)
			return f;
	return NULL;
}

const struct command_option *command_option(const struct command *command, const char *name,
					    size_t len)
{
	const struct command_option *o = command->options;

	for (; o->name != NULL; o++)
		if (strlen(o->name) == len && strncmp(o->name, name, len) == 0)
			return o;
	return NULL;
}

bool command_word(const char **words, const char **word, size_t *len)
{
	if (**words == '\0')
		return false;
	*word = *words;
	*len = strcspn(*words, "|");
	*words += *len + ((*words)[*len] != '\0');
	return true;
}

bool command_has_word(const char *words, const char *wanted)
{
	const char *word;
	size_t len;

	while (command_word(&words, &word, &len))
		if (strlen(wanted) == len && strncmp(wanted, word, len) == 0)
			return true;
	return false;
}

bool command_takes(const struct command_form *form, const struct command_option *option)
{
	return form == NULL || option->verbs == NULL || command_has_word(option->verbs, form->verb);
}

void command_put_verbs(const struct command *command, struct buf *b)
{
	for (const struct command_form *f = command->forms; f->verb != NULL; f++)
		buf_printf(b, "%s%s", f == command->forms ? "" : "|", f->verb);
}

void command_put_words(const char *words, struct buf *b)
{
	const char *separator = "", *word;
	size_t len;

	while (command_word(&words, &word, &len)) {
		buf_puts(b, separator);
		buf_put(b, word, len);
		separator = strchr(words, '|') != NULL ? ", " : " or ";
	}
}

void command_put_columns(struct buf *lines, const char *indent, struct buf *b)
{
	const char *text = buf_error(lines) ? "" : buf_str(lines), *tab;
	char clean[ERR_LINE_MAX];
	int width = 0;

	for (const char *l = text; (tab = strchr(l, '\t')) != NULL; l = strchr(tab, '\n') + 1)
		width = tab - l > width ? (int)(tab - l) : width;
	for (const char *l = text; (tab = strchr(l, '\t')) != NULL; l = strchr(tab, '\n') + 1)
		buf_printf(b, "%s%-*.*s  %s\n", indent, width, (int)(tab - l), l,
			   text_escape(tab + 1, strcspn(tab + 1, "\n"), clean, sizeof(clean)));
	b->failed |= buf_error(lines);
	buf_free(lines);
}
