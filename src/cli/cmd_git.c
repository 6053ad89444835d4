/* ccred get, erase, store and capability: git's credential protocol under ccred's own name. */
#include "cli/args.h"
#include "helpers/helper.h"

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	char name[16], *words[] = { name, NULL };

	snprintf(name, sizeof(name), "%s", args->command->name);
	return helper_run(&dialect_git, words, context->about, sizeof(context->about), err);
}

const struct command command_get = {
	.name = "get",
	.brief = "answer a request of git's credential protocol",
	.about = "Reads a request of git's credential protocol, git-credential(1), from stdin and\n"
		 "answers with a token. Prints nothing if no profile has a target for the URL.\n",
	.forms = FORMS({ NULL }),
	.options = OPTIONS({ NULL }),
	.examples = "  printf 'url=https://api.example.com/v1\\n\\n' | ccred get\n"
		    "  printf 'profile=acme\\n\\n' | ccred get\n",
	.run = run,
};

const struct command command_erase = {
	.name = "erase",
	.brief = "take back a token that was rejected",
	.about = "Reads a request of git's credential protocol, git-credential(1), from stdin.\n"
		 "If there is a password in it, that token is not given out again. If not, all\n"
		 "tokens of the profile are dropped.\n",
	.forms = FORMS({ NULL }),
	.options = OPTIONS({ NULL }),
	.examples = "  printf 'profile=acme\\n\\n' | ccred erase\n",
	.run = run,
};

const struct command command_store = {
	.name = "store",
	.brief = "read a request, and do nothing",
	.about = "Reads a request of git's credential protocol, git-credential(1), from stdin and\n"
		 "does nothing: tokens come from the server.\n",
	.forms = FORMS({ NULL }),
	.options = OPTIONS({ NULL }),
	.examples = "  printf 'profile=acme\\npassword=x\\n\\n' | ccred store\n",
	.run = run,
};

const struct command command_capability = {
	.name = "capability",
	.brief = "print the capabilities of the protocol",
	.about = "Prints which parts of git's credential protocol ccred understands, in the form\n"
		 "of git-credential(1).\n",
	.forms = FORMS({ NULL }),
	.options = OPTIONS({ NULL }),
	.examples = "  ccred capability\n",
	.run = run,
};
