/* The profile that a command line means: by name, or by a URL that it may reach. */
#include "base/banned.h"
#include "cli/cmd.h"
#include "config/config.h"

int cmd_find(char *const *argv, const char *what, const char *tenant, struct cmd_context *context,
	     struct profile **ret_profile, struct err *err)
{
	struct config_query query = { .tenant = tenant };
	enum config_match match;
	int r;

	if (strstr(what, "://") == NULL)
		query.name = what;
	else if (tenant == NULL)
		query.url = what;
	else
		return cmd_usage(argv, err, "--tenant goes with a profile; a URL names it");
	if ((r = config_find(&query, &match, ret_profile, err)) != 0)
		return r;
	if (match != CONFIG_FOUND)
		return err->code = EXIT_CONFIG;
	snprintf(context->about, sizeof(context->about), "%s", (*ret_profile)->name);
	return 0;
}
