/* ccred help and ccred version. */
#include "base/log.h"
#include "cli/args.h"
#include "cli/person.h"
#include "client/spawn.h"

#include "ccred-plugin.h"
#include "config.h"

static int help(const struct args *args, struct command_context *context, struct err *err)
{
	const struct command *command;

	if (args->nwords == 0 || args->words[0][0] == '-') {
		help_commands(&context->out);
		return 0;
	}
	if ((command = command_find(args->words[0])) == NULL)
		return args_unknown_command(args->words[0], err);
	help_command(command, &context->out);
	return 0;
}

const struct command command_help = {
	.name = "help",
	.brief = "what a command does, and its options",
	.about = "Prints what a command does, its arguments and its options; without COMMAND, a\n"
		 "line for each command.\n",
	.elsewhere = "usage|man|commands",
	.forms = FORMS({
		.arguments = { { "COMMAND", KIND_COMMAND, .optional = true } },
		.raw = true,
	}),
	.options = OPTIONS({ NULL }),
	.examples = "  ccred help token\n",
	.run = help,
};

/* If ccred-acquire cannot be asked, that is a warning: the rest of the answer is right. */
static int version(const struct args *args, struct command_context *context, struct err *err)
{
	struct client client = person_warned();
	struct buf helper = BUF_INIT;

	(void)args;
	buf_printf(&context->out, "ccred %s\nplugin ABI %d.%d\n", PACKAGE_VERSION, CCRED_ABI_MAJOR,
		   CCRED_ABI_MINOR);
	if (spawn_version(&client, &helper, err) == 0)
		buf_printf(&context->out, "ccred-acquire %s\n", buf_str(&helper));
	else
		log_warning_err(NULL, err);
	buf_free(&helper);
	return 0;
}

const struct command command_version = {
	.name = "version",
	.brief = "print the versions of ccred and its libraries",
	.about = "Prints the versions of ccred, of the plugin ABI, and of ccred-acquire with the\n"
		 "libraries that it has loaded.\n",
	.forms = FORMS({ NULL }),
	.options = OPTIONS({ NULL }),
	.examples = "  ccred version\n",
	.run = version,
};
