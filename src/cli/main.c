/* The main of ccred: finds the command, runs it, and prints what went wrong. */
#include "base/fs.h"
#include "base/log.h"
#include "base/output.h"
#include "base/proc.h"
#include "base/trace.h"
#include "cli/args.h"

#include "config.h"

#include <unistd.h>

const struct command *const commands[] = {
	&command_setup,    &command_token,
	&command_proof,    &command_exec,
	&command_get,      &command_erase,
	&command_store,    &command_capability,
	&command_helper,   &command_explain,
	&command_status,   &command_doctor,
	&command_renew,    &command_forget,
	&command_inspect,  &command_revoke,
	&command_secret,   &command_key,
	&command_remove,   &command_profiles,
	&command_plugins,  &command_plugin,
	&command_help,     &command_version,
	&command_complete, NULL,
};

/* Options in the place of a command. */
static const struct {
	const char *option;
	const struct command *command;
} instead[] = {
	{ "--help", &command_help },
	{ "-h", &command_help },
	{ "--version", &command_version },
	{ "-V", &command_version },
};

static const struct command *find(const char *word)
{
	for (size_t i = 0; i < sizeof(instead) / sizeof(instead[0]); i++)
		if (strcmp(instead[i].option, word) == 0)
			return instead[i].command;
	return command_find(word);
}

/* The help stands on stderr: a script that lost the command must not take it for a token. */
static int without_command(struct command_context *context, struct err *err)
{
	struct buf help = BUF_INIT;

	help_commands(&help);
	if (!buf_error(&help))
		context->told = fs_write_all(STDERR_FILENO, help.data, help.len) == 0;
	buf_free(&help);
	int r = err_set(err, REASON_USAGE, "a command is missing");
	err_fix(err, "ccred --help");
	return r;
}

/* words are those behind "ccred"; they end with NULL. */
static int run(char **words, struct command_context *context, struct err *err)
{
	const struct command *command;
	struct args args;
	int r;

	if (words[0] == NULL)
		return without_command(context, err);
	if ((command = find(words[0])) == NULL)
		return args_unknown_command(words[0], err);
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
