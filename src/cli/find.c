/* The profile that a command line means. */
#include "base/banned.h"
#include "cli/find.h"

static int find(const char *word, const char *tenant, struct command_context *context,
		struct profile **ret_profile, struct err *err)
{
	int r = config_find_word(word, tenant, ret_profile, err);

	if (r == 0)
		snprintf(context->about, sizeof(context->about), "%s", (*ret_profile)->name);
	return r;
}

int find_profile(const struct args *args, struct command_context *context,
		 struct profile **ret_profile, struct err *err)
{
	return find(args->words[0], args_value(args, "--tenant"), context, ret_profile, err);
}

int find_any_tenant(const struct args *args, struct command_context *context,
		    struct profile **ret_profile, bool *ret_any, struct err *err)
{
	int r = find_profile(args, context, ret_profile, err);

	*ret_any = r == EXIT_USAGE && args_value(args, "--tenant") == NULL &&
		   strstr(args->words[0], "://") == NULL;
	return *ret_any ? find(args->words[0], CONFIG_ANY_TENANT, context, ret_profile, err) : r;
}
