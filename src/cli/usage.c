/* Reading the usage texts of the commands. */
#include "base/banned.h"
#include "cli/usage.h"

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static size_t line_len(const char *line)
{
	return strcspn(line, "\n");
}

/* The line behind this one, or the end of the text. */
static const char *next_line(const char *line)
{
	line += line_len(line);
	return *line == '\n' ? line + 1 : line;
}

static bool is_example(const char *line)
{
	return strncmp(line, "example", 7) == 0;
}

/* Where the names end. */
static const char *end_of_names(const char *usage)
{
	const char *line = usage;

	while (*line != '\0' && !is_example(line))
		line = next_line(line);
	return line;
}

/* What a line of a list says of the word at this place, behind two blanks or more. */
static struct usage_word behind_gap(const char *word)
{
	const char *gap = strstr(word, "  ");

	if (gap == NULL || gap > word + line_len(word))
		return (struct usage_word){ "", 0 };
	gap += strspn(gap, " ");
	return (struct usage_word){ gap, line_len(gap) };
}

static struct usage_word about(const char *usage, const char *option)
{
	const char *line = option;

	while (line > usage && line[-1] != '\n')
		line--;
	if (strncmp(line, "  --", 4) != 0)
		return (struct usage_word){ "", 0 };
	return behind_gap(option);
}

struct usage_word usage_about_command(const char *list, const char *command)
{
	size_t len = strlen(command);

	for (const char *line = list; line < end_of_names(list); line = next_line(line))
		if (strncmp(line, "  ", 2) == 0 && strncmp(line + 2, command, len) == 0 &&
		    line[2 + len] == ' ')
			return behind_gap(line + 2);
	return (struct usage_word){ "", 0 };
}

bool usage_next_option(const char *usage, const char **pos, struct usage_option *ret_option)
{
	const char *end = end_of_names(usage);

	for (const char *p = *pos; (p = strstr(p, "--")) != NULL && p < end; p += 2) {
		size_t len = 2 + strspn(p + 2, LOWER "-");
		if (len == 2 || (p > usage && strchr(" \n[|", p[-1]) == NULL))
			continue;
		*ret_option = (struct usage_option){
			.name = { p, len },
			.about = about(usage, p),
			.has_value = p[len] == ' ' && p[len + 1] != '\0' &&
				     strchr(UPPER, p[len + 1]) != NULL,
		};
		*pos = p + len;
		return true;
	}
	return false;
}

bool usage_find_option(const char *usage, const char *name, struct usage_option *ret_option)
{
	struct usage_option o;
	bool found = false;

	for (const char *pos = usage; usage_next_option(usage, &pos, &o);) {
		if (o.name.len != strlen(name) || strncmp(o.name.text, name, o.name.len) != 0)
			continue;
		/* The list of options says more than the synopsis. */
		if (!found || o.about.len > 0)
			*ret_option = o;
		found = true;
	}
	return found;
}

/* What stands behind "ccred COMMAND " in this line of the synopsis; NULL: it is none. */
static const char *behind_command(const char *line, const char *command)
{
	size_t len = strlen(command);

	if (strncmp(line, "usage: ", 7) != 0 && strncmp(line, "       ", 7) != 0)
		return NULL;
	line += 7;
	if (strncmp(line, "ccred ", 6) != 0 || strncmp(line + 6, command, len) != 0 ||
	    line[6 + len] != ' ')
		return NULL;
	return line + 6 + len + 1;
}

bool usage_next_verb(const char *usage, const char *command, const char **pos,
		     struct usage_word *ret_verb)
{
	for (const char *line = *pos; *line != '\0' && line < end_of_names(usage);
	     line = next_line(line)) {
		const char *rest = behind_command(line, command);
		size_t len = rest != NULL ? strspn(rest, LOWER) : 0;
		if (len == 0 || strchr(" \n", rest[len]) == NULL)
			continue;
		*ret_verb = (struct usage_word){ rest, len };
		*pos = next_line(line);
		return true;
	}
	return false;
}

/* Whether what stands before p, on this line, is an option: "[--tenant NAME]". */
static bool is_value(const char *line, const char *p)
{
	const char *word = p - 1;

	if (*word != ' ')
		return false;
	while (word > line && strchr(" [", word[-1]) == NULL)
		word--;
	return strncmp(word, "--", 2) == 0;
}

static bool has_word(const char *line, const char *word)
{
	const char *end = line + line_len(line);
	size_t len = strlen(word);

	for (const char *p = line; (p = strstr(p, word)) != NULL && p < end; p++)
		if (strchr(" [|", p[-1]) != NULL && strchr(" ]|\n", p[len]) != NULL &&
		    !is_value(line, p))
			return true;
	return false;
}

bool usage_takes(const char *usage, const char *command, const char *verb, const char *word)
{
	const char *end = end_of_names(usage);

	for (const char *line = usage; line < end; line = next_line(line)) {
		const char *rest = behind_command(line, command);
		size_t len = verb != NULL ? strlen(verb) : 0;
		if (rest == NULL ||
		    (verb != NULL && (strncmp(rest, verb, len) != 0 || rest[len] != ' ')))
			continue;
		if (has_word(rest, word))
			return true;
	}
	return false;
}
