/* Taking a command line apart by the table of its command. */
#include "cli/args.h"
#include "base/limits.h"
#include "base/text.h"

#include <stdarg.h>

int args_usage(const struct args *args, struct err *err, const char *fmt, ...)
{
	char text[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	int r = err_set(err, REASON_USAGE, "%s", text);
	err_fix(err, "ccred %s --help", args->command->name);
	return r;
}

/* The command that other programs call so; NULL: none. */
static const char *called_elsewhere(const char *word)
{
	for (size_t i = 0; commands[i] != NULL; i++)
		if (commands[i]->elsewhere != NULL &&
		    command_has_word(commands[i]->elsewhere, word))
			return commands[i]->name;
	return NULL;
}

int args_unknown_command(const char *word, struct err *err)
{
	static const char *const options[] = { "--help", "--version", NULL };
	const char *names[COMMANDS_MAX + 1] = { NULL }, *near = NULL;
	bool option = word[0] == '-';
	int r;

	for (size_t i = 0; commands[i] != NULL; i++)
		names[i] = commands[i]->name;
	if (!option)
		near = called_elsewhere(word);
	if (near == NULL)
		near = text_nearest(word, option ? options : names);
	if (near != NULL)
		return err_set(err, REASON_USAGE, "unknown %s %s: did you mean %s?",
			       option ? "option" : "command", word, near);
	if (option) {
		r = err_set(err, REASON_USAGE, "an option stands behind its command");
		err_fix(err, "ccred COMMAND %.*s", (int)strcspn(word, "="), word);
		return r;
	}
	r = err_set(err, REASON_USAGE, "unknown command %s", word);
	err_fix(err, "ccred --help");
	return r;
}

/* The only name that begins with this word; NULL: none, or several. */
static const char *only_longer(const char *word, const char *const *names)
{
	const char *only = NULL;

	for (; *names != NULL && strlen(word) > 2; names++) {
		if (strncmp(*names, word, strlen(word)) != 0)
			continue;
		if (only != NULL)
			return NULL;
		only = *names;
	}
	return only;
}

int args_unknown(const struct args *args, const char *word, struct err *err)
{
	const char *names[COMMAND_OPTIONS_MAX + 2] = { "--help" }, *near;
	const struct command_option *o = args->command->options;
	char name[64];
	size_t n = 1;

	for (; o->name != NULL; o++)
		if (command_takes(args->form, o))
			names[n++] = o->name;
	/* The part that cannot be a secret. */
	snprintf(name, sizeof(name), "%.*s",
		 strncmp(word, "--", 2) == 0 ? (int)strcspn(word, "=") : 2, word);
	if ((near = only_longer(name, names)) == NULL)
		near = text_nearest(name, names);
	if (near != NULL)
		return err_set(err, REASON_USAGE, "unknown option %s: did you mean %s?", name,
			       near);
	return args_usage(args, err, "unknown option %s", name);
}

static bool is_help(const char *word)
{
	return strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;
}

static int check_value(const struct command_option *o, const char *value, struct err *err)
{
	struct buf list = BUF_INIT;
	uint64_t seconds;

	if (o->kind == KIND_SECONDS && text_to_u64(value, MAX_TOKEN_LIFETIME_S, &seconds) != 0)
		return err_set(err, REASON_USAGE,
			       "%s %s: it must be a number of seconds from 0 to %d", o->name, value,
			       MAX_TOKEN_LIFETIME_S);
	if (o->kind != KIND_WORD || command_has_word(o->words, value))
		return 0;
	command_put_words(o->words, &list);
	int r = err_set(err, REASON_USAGE, "unknown %s %s: %s", o->name, value, buf_str(&list));
	buf_free(&list);
	return r;
}

/* The option at words[*i], and its value, which may be the next word. */
static int take_option(struct args *args, char *const *words, size_t *i, struct err *err)
{
	const char *word = words[*i], *next = words[*i + 1], *value = "";
	size_t len = strcspn(word, "=");
	const struct command_option *o = command_option(args->command, word, len);

	if ((args->help = is_help(word)))
		return 0;
	if (o == NULL)
		return args_unknown(args, word, err);
	if (o->value == NULL && word[len] == '=')
		return args_usage(args, err, "%s takes no value", o->name);
	if (o->value != NULL && word[len] != '=' && (next == NULL || strcmp(next, "--") == 0))
		return args_usage(args, err, "%s lacks its value", o->name);
	if ((o->once || o->ad_hoc) && args_value(args, o->name) != NULL)
		return args_usage(args, err, "%s is given twice", o->name);
	if (word[len] == '=')
		value = word + len + 1;
	else if (o->value != NULL)
		value = words[++*i];
	if (args->ngiven == ARGS_GIVEN_MAX)
		return args_usage(args, err, "more than %d options", ARGS_GIVEN_MAX);
	args->given[args->ngiven].option = o;
	args->given[args->ngiven++].value = value;
	return check_value(o, value, err);
}

static int bad_verb(const struct args *args, const char *word, struct err *err)
{
	struct buf verbs = BUF_INIT, list = BUF_INIT;
	int r;

	command_put_verbs(args->command, &verbs);
	command_put_words(buf_str(&verbs), &list);
	if (word == NULL)
		r = args_usage(args, err, "%s is missing", buf_str(&list));
	else
		r = args_usage(args, err, "unknown word %s: %s", word, buf_str(&list));
	buf_free(&verbs);
	buf_free(&list);
	return r;
}

static int check_count(const struct args *args, struct err *err)
{
	bool many = args->form->raw;
	size_t n = 0;

	for (; args->form->arguments[n].name != NULL; n++) {
		const struct command_argument *a = &args->form->arguments[n];
		many |= a->repeated;
		if (!a->optional && args->nwords <= n)
			return args_usage(args, err, "%s is missing", a->name);
	}
	if (args->nwords > n && !many)
		return args_usage(args, err,
				  n > 0 ? "too many arguments" : "the command takes no arguments");
	return 0;
}

/* A URL says by itself which tenant is meant. */
static int check_tenant(const struct args *args, struct err *err)
{
	const struct command_argument *a = &args->form->arguments[0];

	if (a->name == NULL || a->kind != KIND_PROFILE || args_value(args, "--tenant") == NULL)
		return 0;
	if (args->nwords == 0)
		return args_usage(args, err, "--tenant goes with a profile");
	for (size_t i = 0; i < args->nwords; i++)
		if (strstr(args->words[i], "://") != NULL)
			return args_usage(args, err,
					  "--tenant goes with a profile's name: a URL says "
					  "by itself which tenant is meant");
	return 0;
}

/* The checks that need the whole command line. */
static int check_all(const struct args *args, struct err *err)
{
	const struct command_option *o = args->command->options;
	int r;

	if (args->form == NULL)
		return bad_verb(args, NULL, err);
	for (size_t i = 0; o[i].name != NULL; i++) {
		if (args_value(args, o[i].name) == NULL || command_takes(args->form, &o[i]))
			continue;
		return args_usage(args, err, "%s does not go with %s", o[i].name, args->form->verb);
	}
	if (args->form->becomes && args->becomes == NULL)
		return args_usage(args, err, "write -- and the command behind the profile");
	if ((r = check_count(args, err)) != 0 || (r = check_tenant(args, err)) != 0)
		return r;
	if (args->form->becomes && args->becomes[0] == NULL)
		return args_usage(args, err, "write the command behind --");
	return 0;
}

/* Takes all words as they are. Only --help as the first word counts. */
static void take_raw(struct args *args, char **words)
{
	args->words = words;
	while (words[args->nwords] != NULL)
		args->nwords++;
	args->help = args->nwords > 0 && is_help(words[0]);
}

int args_parse(const struct command *command, char **words, struct args *ret_args, struct err *err)
{
	struct args *args = ret_args;
	bool options = true;
	int r = 0;

	*args = (struct args){ .command = command, .words = words };
	if (command->forms[0].verb == NULL)
		args->form = &command->forms[0];
	for (size_t i = 0; words[i] != NULL && r == 0 && !args->help; i++) {
		if (args->form != NULL && args->form->raw) {
			take_raw(args, words + i);
			break;
		}
		bool end = options && strcmp(words[i], "--") == 0;
		if (end && args->form != NULL && args->form->becomes) {
			args->becomes = words + i + 1;
			break;
		}
		if (end)
			options = false;
		else if (options && words[i][0] == '-' && words[i][1] != '\0')
			r = take_option(args, words, &i, err);
		else if (args->form != NULL)
			args->words[args->nwords++] = words[i];
		else if ((args->form = command_form(command, words[i])) == NULL)
			r = bad_verb(args, words[i], err);
	}
	return r != 0 || args->help ? r : check_all(args, err);
}

const char *args_value(const struct args *args, const char *name)
{
	for (size_t i = args->ngiven; i > 0; i--)
		if (strcmp(args->given[i - 1].option->name, name) == 0)
			return args->given[i - 1].value;
	return NULL;
}

const char *args_next(const struct args *args, const char *name, size_t *at)
{
	while (*at < args->ngiven) {
		size_t i = (*at)++;
		if (strcmp(args->given[i].option->name, name) == 0)
			return args->given[i].value;
	}
	return NULL;
}

int64_t args_seconds(const struct args *args, const char *name)
{
	const char *value = args_value(args, name);
	uint64_t seconds = 0;

	if (value != NULL)
		(void)text_to_u64(value, MAX_TOKEN_LIFETIME_S, &seconds);
	return (int64_t)seconds;
}
