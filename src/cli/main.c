/* The main of ccred: finds the subcommand, and prints what went wrong. */
#include "base/banned.h"
#include "base/log.h"
#include "base/proc.h"
#include "base/text.h"
#include "base/trace.h"
#include "cli/cmd.h"
#include "cli/output.h"

#include <getopt.h>

#include "config.h"

static const char usage[] =
	"usage: ccred COMMAND [OPTION...] [ARGUMENT...]\n"
	"OAuth 2.0 access tokens by client credentials, for scripts, git, curl and CI.\n"
	"\n"
	"  token PROFILE|URL    print a token (--format header|curl|json, --renew, --min-valid S)\n"
	"  get                  answer a request of git's credential protocol on stdin\n"
	"  erase                take back a token that was rejected\n"
	"  store                read and do nothing: tokens come from the server\n"
	"  capability           print the capabilities of the protocol\n"
	"  explain PROFILE|URL  what a token call would do, and why (--all, --json)\n"
	"  forget PROFILE       drop the profile's tokens from the cache\n"
	"  secret set PROFILE   store the client secret (in the keyring, say); secret delete\n"
	"  profiles             list the profiles and their targets\n"
	"  plugins              list the plugins that are installed; plugin help, plugin check\n"
	"\n"
	"  --help, --version    also: ccred COMMAND --help\n"
	"\n"
	"examples:\n"
	"  ccred token cadasto\n"
	"  curl -H @<(ccred token cadasto --format header) https://acme.api.example/v1/things\n"
	"  git config credential.https://git.example.com.helper ccred\n"
	"\n"
	"See ccred(1), and ccred.config(5) for the configuration.\n";

static const char usage_token[] =
	"usage: ccred token [OPTION...] PROFILE|URL\n"
	"Prints an access token: from the cache, or a new one.\n"
	"\n"
	"  --tenant NAME        what {tenant} stands for in the profile\n"
	"  --format FORMAT      token (default), header, curl or json\n"
	"  --min-valid SECONDS  valid for that long at least; exit code 73 if that cannot be\n"
	"  --renew              never from the cache: a new token, or the error\n"
	"\n"
	"examples:\n"
	"  ccred token cadasto\n"
	"  ccred token https://acme.api.example/v1 --min-valid 600\n"
	"  ccred token cadasto --format curl | curl -K - https://acme.api.example/v1/things\n";

static const char usage_protocol[] =
	"usage: ccred get|store|erase|capability\n"
	"Speaks git's credential protocol, git-credential(1), on stdin and stdout.\n"
	"\n"
	"  get         answers with a token; nothing if the URL is no profile's target\n"
	"  erase       with the password in the request: that token is not given out again;\n"
	"              without: all tokens of the profile are dropped\n"
	"  store       reads the request and does nothing\n"
	"  capability  prints what of the protocol is understood\n"
	"\n"
	"examples:\n"
	"  printf 'url=https://acme.api.example/v1\\n\\n' | ccred get\n"
	"  printf 'profile=cadasto\\n\\n' | ccred get\n";

static const char usage_explain[] =
	"usage: ccred explain [--all] [--json] [--tenant NAME] PROFILE|URL\n"
	"Does what a token call does up to its token request, and prints how each step went:\n"
	"the profile, each source, discovery, what is asked for, what the cache has. Nothing\n"
	"is changed. The exit code is that of the call; 0: the request could be made.\n"
	"\n"
	"  --all                run the sources behind the one that decides, too\n"
	"  --json               one JSON document\n"
	"  --tenant NAME        what {tenant} stands for in the profile\n"
	"\n"
	"examples:\n"
	"  ccred explain cadasto\n"
	"  ccred explain --all --json https://acme.api.example/v1 | jq .verdict\n"
	"  CCRED_TRACE=1 ccred token cadasto    the same story, as it happens\n";

static const char usage_forget[] =
	"usage: ccred forget [--tenant NAME] PROFILE|URL\n"
	"Drops the profile's tokens, and what is remembered of its failures, from the cache.\n"
	"\n"
	"example:\n"
	"  ccred forget cadasto\n";

static const char usage_secret[] =
	"usage: ccred secret set [--stdin] [--tenant NAME] [--source N] PROFILE\n"
	"       ccred secret delete [--tenant NAME] [--source N] PROFILE\n"
	"Stores the client secret through the first source of the profile that can store\n"
	"one, such as keyring, or takes it away. Asks at the terminal, without echo.\n"
	"\n"
	"  --stdin              read client_id=ID and client_secret=SECRET, a line each\n"
	"  --tenant NAME        what {tenant} stands for in the profile\n"
	"  --source N           the Nth source line of the profile, and no other\n"
	"\n"
	"examples:\n"
	"  ccred secret set cadasto\n"
	"  pass show cadasto | sed 's/^/client_secret=/' | ccred secret set --stdin cadasto\n";

static const char usage_profiles[] =
	"usage: ccred profiles\n"
	"Lists the profiles in effect with their targets, and why one is refused;\n"
	"exit code 78 if one is.\n"
	"\n"
	"example:\n"
	"  ccred profiles\n";

static const char usage_plugins[] =
	"usage: ccred plugins\n"
	"Lists the plugins in the plugin directory and in the plugin-path of the configuration,\n"
	"with version, ABI, summary and what they can do, and why one is refused; exit code 78\n"
	"if one is.\n"
	"\n"
	"example:\n"
	"  ccred plugins\n";

static const char usage_plugin[] =
	"usage: ccred plugin help NAME\n"
	"       ccred plugin check [--json] FILE [NAME=VALUE...]\n"
	"help prints what the plugin takes on a source line. check says whether the plugin in\n"
	"FILE, ccred_NAME.so, keeps the rules: its file and how it was linked, its struct and\n"
	"options, and one get with the arguments, left out if a required one is missing.\n"
	"Exit code 0: it passes.\n"
	"\n"
	"  --json               one JSON document\n"
	"\n"
	"examples:\n"
	"  ccred plugin help file\n"
	"  ccred plugin check ./ccred_mine.so path=/run/secrets/mine\n";

static const struct command {
	const char *name;
	cmd_fn run;
	const char *usage;
} commands[] = {
	{ "token", cmd_token, usage_token },
	{ "get", cmd_protocol, usage_protocol },
	{ "store", cmd_protocol, usage_protocol },
	{ "erase", cmd_protocol, usage_protocol },
	{ "capability", cmd_protocol, usage_protocol },
	{ "explain", cmd_explain, usage_explain },
	{ "forget", cmd_forget, usage_forget },
	{ "secret", cmd_secret, usage_secret },
	{ "profiles", cmd_profiles, usage_profiles },
	{ "plugins", cmd_plugins, usage_plugins },
	{ "plugin", cmd_plugin, usage_plugin },
};
#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static int print(const char *text, struct err *err)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, text);
	int r = output_write(&b, err);
	buf_free(&b);
	return r;
}

int cmd_help(const struct cmd_context *context, struct err *err)
{
	return print(context->usage, err);
}

int cmd_usage(char *const *argv, struct err *err, const char *what)
{
	return err_set(err, EXIT_USAGE, "%s: see ccred %s --help", what, argv[0]);
}

/* Only what stands before a "=" is shown: what stands behind it may be a secret. */
int cmd_bad_option(char *const *argv, int option, struct err *err)
{
	const char *word = argv[optind - 1];
	char letter[] = { '-', (char)optopt, '\0' };

	if (option != ':' && optopt != 0 && strncmp(word, "--", 2) != 0)
		word = letter;
	return err_set(err, EXIT_USAGE,
		       option == ':' ? "%.*s lacks its value: see ccred %s --help"
				     : "unknown option %.*s: see ccred %s --help",
		       (int)strcspn(word, "="), word, argv[0]);
}

static int unknown(const char *word, struct err *err)
{
	const char *names[N_COMMANDS + 1] = { NULL };

	for (size_t i = 0; i < N_COMMANDS; i++)
		names[i] = commands[i].name;
	const char *near = text_nearest(word, names);
	if (near != NULL)
		return err_set(err, EXIT_USAGE, "unknown command %s: did you mean %s?", word, near);
	return err_set(err, EXIT_USAGE, "unknown command %s: see ccred --help", word);
}

static int run(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	if (argc < 2)
		return err_set(err, EXIT_USAGE, "a command is missing: see ccred --help");
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)
		return print(usage, err);
	if (strcmp(argv[1], "--version") == 0)
		return print("ccred " PACKAGE_VERSION "\n", err);
	for (size_t i = 0; i < N_COMMANDS; i++) {
		if (strcmp(argv[1], commands[i].name) != 0)
			continue;
		context->usage = commands[i].usage;
		trace("command: %s, version " PACKAGE_VERSION, argv[1]);
		return commands[i].run(argc - 1, argv + 1, context, err);
	}
	return unknown(argv[1], err);
}

int main(int argc, char **argv)
{
	struct cmd_context context = { .about = "" };
	struct err err = { 0 };
	int r;

	if ((r = proc_harden(argc, 0, &err)) == 0) {
		if (trace_start("ccred", &err) != 0)
			log_warning(NULL, err.text);
		r = run(argc, argv, &context, &err);
	}
	if (r != 0 && !context.told)
		log_error(context.about[0] != '\0' ? context.about : NULL, &err);
	return r;
}
