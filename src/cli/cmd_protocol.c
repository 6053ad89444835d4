/* ccred get, store, erase and capability: git's credential protocol under ccred's own name. */
#include "base/banned.h"
#include "cli/cmd.h"
#include "helpers/git_protocol.h"

const char cmd_protocol_usage[] =
	"usage: ccred get|store|erase|capability\n"
	"Speaks git's credential protocol, git-credential(1), on stdin and stdout.\n"
	"\n"
	"  get         answers with a token; nothing if the URL is no profile's target\n"
	"  erase       with the password in the request: that token is not given out\n"
	"              again; without: all tokens of the profile are dropped\n"
	"  store       reads the request and does nothing\n"
	"  capability  prints what of the protocol is understood\n"
	"\n"
	"examples:\n"
	"  printf 'url=https://acme.api.example/v1\\n\\n' | ccred get\n"
	"  printf 'profile=cadasto\\n\\n' | ccred get\n";

int cmd_protocol(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return cmd_help(context, err);
	if (argc > 1)
		return cmd_usage(argv, err,
				 "the request is read from stdin; there are no arguments");
	return session_run(argv[0], context->about, sizeof(context->about), err);
}
