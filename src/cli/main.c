/* The main of ccred: finds the subcommand, and prints what went wrong. */
#include "base/banned.h"
#include "base/log.h"
#include "base/proc.h"
#include "base/text.h"
#include "base/trace.h"
#include "cli/cmd.h"
#include "base/output.h"

#include <getopt.h>

#include "config.h"

const char cmd_list[] =
	"usage: ccred COMMAND [OPTION...] [ARGUMENT...]\n"
	"OAuth 2.0 access tokens by client credentials, for scripts, git, curl and CI.\n"
	"\n"
	"  setup [URL]          make a profile: discover, ask, prove, write\n"
	"  token PROFILE|URL    print a token (--format FORMAT, --renew, --min-valid S)\n"
	"  exec PROFILE -- CMD  run a command that has a token in a file (--env NAME)\n"
	"  get                  answer a request of git's credential protocol on stdin\n"
	"  erase                take back a token that was rejected\n"
	"  store                read and do nothing: tokens come from the server\n"
	"  capability           print the capabilities of the protocol\n"
	"  explain PROFILE|URL  what a token call would do, and why (--all, --json)\n"
	"  status [PROFILE...]  how the profiles stand: tokens, sources, last errors\n"
	"  doctor [PROFILE]     prove the whole way live, and say what mends it\n"
	"  renew PROFILE|URL    renew a cached token ahead of expiry (--all, --within S)\n"
	"  forget PROFILE       drop the profile's tokens from the cache\n"
	"  inspect PROFILE|URL  what is known of the cached token (--json)\n"
	"  revoke PROFILE|URL   have the server revoke the cached token, and drop it\n"
	"  secret set PROFILE   keep the client secret (keyring, say); rotate, delete\n"
	"  profiles             list the profiles and their targets\n"
	"  plugins              list the plugins that are installed\n"
	"  plugin help NAME     what one takes; for authors: plugin check, plugin test\n"
	"  complete WORD...     what a shell could complete\n"
	"\n"
	"  --help, --version    also: ccred COMMAND --help\n"
	"\n"
	"examples:\n"
	"  ccred token cadasto\n"
	"  curl -H @<(ccred token cadasto --format header) https://acme.api.example/v1\n"
	"  git config credential.https://git.example.com.helper ccred\n"
	"\n"
	"See ccred(1), and ccred.config(5) for the configuration.\n";

static const struct command commands[] = {
	{ "token", cmd_token, cmd_token_usage },
	{ "exec", cmd_exec, cmd_exec_usage },
	{ "get", cmd_protocol, cmd_protocol_usage },
	{ "store", cmd_protocol, cmd_protocol_usage },
	{ "erase", cmd_protocol, cmd_protocol_usage },
	{ "capability", cmd_protocol, cmd_protocol_usage },
	{ "explain", cmd_explain, cmd_explain_usage },
	{ "status", cmd_status, cmd_status_usage },
	{ "doctor", cmd_doctor, cmd_doctor_usage },
	{ "renew", cmd_renew, cmd_renew_usage },
	{ "forget", cmd_forget, cmd_forget_usage },
	{ "inspect", cmd_inspect, cmd_inspect_usage },
	{ "revoke", cmd_revoke, cmd_revoke_usage },
	{ "secret", cmd_secret, cmd_secret_usage },
	{ "setup", cmd_setup, cmd_setup_usage },
	{ "profiles", cmd_profiles, cmd_profiles_usage },
	{ "plugins", cmd_plugins, cmd_plugins_usage },
	{ "plugin", cmd_plugin, cmd_plugin_usage },
	{ "complete", cmd_complete, cmd_complete_usage },
};
#define N_COMMANDS (sizeof(commands) / sizeof(commands[0]))

const struct command *cmd_nth(size_t n)
{
	return n < N_COMMANDS ? &commands[n] : NULL;
}

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
		return print(cmd_list, err);
	if (strcmp(argv[1], "--version") == 0)
		return cmd_version(err);
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
