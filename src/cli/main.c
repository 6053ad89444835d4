/* The main of ccred: finds the command, runs it, and prints what went wrong. */
#include "base/banned.h"
#include "base/log.h"
#include "base/output.h"
#include "base/proc.h"
#include "base/text.h"
#include "base/trace.h"
#include "cli/args.h"
#include "cli/help.h"
#include "cli/person.h"
#include "client/spawn.h"

#include "ccred-plugin.h"
#include "config.h"

const struct command *const commands[] = {
	&command_setup,   &command_token,  &command_exec,       &command_get,
	&command_erase,   &command_store,  &command_capability, &command_explain,
	&command_status,  &command_doctor, &command_renew,      &command_forget,
	&command_inspect, &command_revoke, &command_secret,     &command_profiles,
	&command_plugins, &command_plugin, &command_complete,   NULL,
};
#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]) - 1)

static int unknown(const char *word, struct err *err)
{
	const char *names[N_COMMANDS + 1] = { NULL }, *near;

	for (size_t i = 0; i < N_COMMANDS; i++)
		names[i] = commands[i]->name;
	if ((near = text_nearest(word, names)) != NULL)
		return err_set(err, REASON_USAGE, "unknown command %s: did you mean %s?", word,
			       near);
	int r = err_set(err, REASON_USAGE, "unknown command %s", word);
	err_fix(err, "ccred --help");
	return r;
}

/* Prints the help of one command, or of all (NULL). */
static int print_help(const struct command *command, struct err *err)
{
	struct buf b = BUF_INIT;

	if (command != NULL)
		help_command(command, &b);
	else
		help_commands(&b);
	int r = output_write(&b, err);
	buf_free(&b);
	return r;
}

/* If ccred-acquire cannot be asked, that is a warning: the rest of the answer is right. */
static int print_version(struct err *err)
{
	struct buf b = BUF_INIT, helper = BUF_INIT;
	struct client client = person_warned();
	struct err why = { 0 };
	int r;

	buf_printf(&b, "ccred %s\nplugin ABI %d.%d\n", PACKAGE_VERSION, CCRED_ABI_MAJOR,
		   CCRED_ABI_MINOR);
	if (spawn_version(&client, &helper, &why) == 0)
		buf_printf(&b, "ccred-acquire %s\n", buf_str(&helper));
	else
		log_warning_err(NULL, &why);
	r = output_write(&b, err);
	buf_free(&helper);
	buf_free(&b);
	return r;
}

/* words are those behind "ccred"; they end with NULL. */
static int run(char **words, struct command_context *context, struct err *err)
{
	const struct command *command;
	struct args args;
	int r;

	if (words[0] == NULL) {
		r = err_set(err, REASON_USAGE, "a command is missing");
		err_fix(err, "ccred --help");
		return r;
	}
	if (strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0)
		return print_help(NULL, err);
	if (strcmp(words[0], "--version") == 0)
		return print_version(err);
	if ((command = command_find(words[0])) == NULL)
		return unknown(words[0], err);
	trace("command: %s, version " PACKAGE_VERSION, command->name);
	if ((r = args_parse(command, words + 1, &args, err)) != 0)
		return r;
	return args.help ? print_help(command, err) : command->run(&args, context, err);
}

int main(int argc, char **argv)
{
	struct command_context context = { .about = "" };
	struct err err = { 0 };
	int r;

	if ((r = proc_harden(argc, 0, &err)) == 0) {
		if (trace_start("ccred", &err) != 0)
			log_warning_err(NULL, &err);
		r = run(argv + 1, &context, &err);
	}
	if (r != 0 && !context.told)
		log_error(context.about[0] != '\0' ? context.about : NULL, &err);
	return r;
}
