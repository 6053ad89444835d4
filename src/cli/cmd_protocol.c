/* ccred get, store, erase and capability: git's credential protocol under ccred's own name. */
#include "base/banned.h"
#include "cli/cmd.h"
#include "cli/session.h"

int cmd_protocol(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0))
		return cmd_help(context, err);
	if (argc > 1)
		return cmd_usage(argv, err,
				 "the request is read from stdin; there are no arguments");
	return session_run(argv[0], context->about, sizeof(context->about), err);
}
