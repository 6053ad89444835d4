/* The main of ccred: finds the command, runs it, and prints what went wrong. */
#include "base/log.h"
#include "base/output.h"
#include "base/proc.h"
#include "base/text.h"
#include "base/trace.h"
#include "cli/args.h"
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
	int r = err_set(err, REASON_USAGE, "unknown %s %s", word[0] == '-' ? "option" : "command",
			word);
	err_fix(err, "ccred --help");
	return r;
}

/* If ccred-acquire cannot be asked, that is a warning: the rest of the answer is right. */
static void put_version(struct buf *b)
{
	struct client client = person_warned();
	struct buf helper = BUF_INIT;
	struct err why = { 0 };

	buf_printf(b, "ccred %s\nplugin ABI %d.%d\n", PACKAGE_VERSION, CCRED_ABI_MAJOR,
		   CCRED_ABI_MINOR);
	if (spawn_version(&client, &helper, &why) == 0)
		buf_printf(b, "ccred-acquire %s\n", buf_str(&helper));
	else
		log_warning_err(NULL, &why);
	buf_free(&helper);
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
	if (strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0) {
		help_commands(&context->out);
		return 0;
	}
	if (strcmp(words[0], "--version") == 0) {
		put_version(&context->out);
		return 0;
	}
	if ((command = command_find(words[0])) == NULL)
		return unknown(words[0], err);
	trace("command: %s, version " PACKAGE_VERSION, command->name);
	if ((r = args_parse(command, words + 1, &args, err)) != 0)
		return r;
	if (!args.help)
		return command->run(&args, context, err);
	help_command(command, &context->out);
	return 0;
}

int main(int argc, char **argv)
{
	/* A token may come to stand in it. */
	struct command_context context = { .out = BUF_SECRET(0) };
	struct err err = { 0 }, unwritten = { 0 };
	int r, w;

	if ((r = proc_harden(argc, 0, &err)) == 0) {
		if (trace_start("ccred", &err) != 0)
			log_warning_err(NULL, &err);
		r = run(argv + 1, &context, &err);
	}
	if ((w = output_write(&context.out, &unwritten)) != 0) {
		r = w;
		err = unwritten;
		context.told = false;
	}
	buf_free(&context.out);
	if (r != 0 && !context.told)
		log_error(context.about, &err);
	return r;
}
