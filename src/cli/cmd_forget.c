/* ccred forget: drops what the cache holds of a profile, or of all. */
#include "cli/operand.h"

/* Of all profiles, also those that are in no configuration any more. */
static int forget_all(struct err *err)
{
	struct config *config = NULL;
	size_t count;
	int r = config_read(&config, err);

	if (r == 0)
		r = cache_forget_everywhere(config_cache_dir(config), NULL, NULL, &count, err);
	config_free(&config);
	return r;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const char *tenant = args_value(args, "--tenant");
	bool all = args_value(args, "--all") != NULL;
	struct profile *profile = NULL;
	size_t count = 0;
	bool any;
	int r;

	if (all && args->nwords > 0)
		return args_usage(args, err, "--all is for every profile: leave out the name");
	if (!all && args->nwords == 0)
		return args_usage(args, err, "PROFILE|URL or --all is missing");
	if (all)
		return forget_all(err);
	r = find_profile(args, context, &any, &profile, err);
	/* A profile that was removed, or is refused now, may have left tokens in the default
	 * place. */
	if (r == EXIT_CONFIG &&
	    cache_forget_everywhere(NULL, args->words[0], tenant, &count, NULL) == 0 && count > 0)
		return 0;
	if (r == 0)
		r = cache_forget_everywhere(profile->cache_dir, profile->name,
					    any ? NULL : profile->tenant, &count, err);
	profile_free(&profile);
	return r;
}

const struct command command_forget = {
	.name = "forget",
	.brief = "drop the profile's tokens from the cache",
	.about = "Drops the profile's tokens from the cache, and what is remembered of its\n"
		 "failures. They stay valid at the server: see ccred revoke.\n",
	.elsewhere = "logout|signout|clear|purge|flush",
	.forms = FORMS({
		.arguments = { { "PROFILE|URL", KIND_PROFILE, .optional = true } },
	}),
	.options = OPTIONS({ "--tenant", "NAME", "the tokens of one tenant alone" },
			   { "--all", NULL, "all profiles, also those that were removed" }),
	.examples = "  ccred forget acme\n"
		    "  ccred forget --all\n",
	.run = run,
};
