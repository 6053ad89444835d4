/* ccred forget: drops what the cache holds of a profile. */
#include "cli/operand.h"

/* A profile that was removed, or is refused now, may have left tokens in the default place. */
static bool forget_unknown(const char *name, const char *tenant)
{
	struct cache *cache = NULL;
	size_t count = 0;

	if (cache_open(NULL, &cache, NULL) == 0)
		(void)cache_forget_profile(cache, name, tenant, &count, NULL);
	cache_close(&cache);
	return count > 0;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const char *tenant = args_value(args, "--tenant");
	struct profile *profile = NULL;
	struct cache *cache = NULL;
	bool any;
	size_t count;
	int r = find_profile(args, context, &any, &profile, err);

	if (r == EXIT_CONFIG && forget_unknown(args->words[0], tenant))
		return 0;
	if (r != 0)
		return r;
	r = cache_open(profile->cache_dir, &cache, err);
	if (r == EXIT_UNAVAILABLE)
		/* Nothing is kept, so there is nothing to drop. */
		r = 0;
	else if (r == 0)
		r = cache_forget_profile(cache, profile->name, any ? NULL : profile->tenant, &count,
					 err);
	cache_close(&cache);
	profile_free(&profile);
	return r;
}

const struct command command_forget = {
	.name = "forget",
	.brief = "drop the profile's tokens from the cache",
	.about = "Drops the profile's tokens from the cache, and what is remembered of its\n"
		 "failures.\n",
	.forms = FORMS({ .arguments = { { "PROFILE|URL", KIND_PROFILE } } }),
	.options = OPTIONS({ "--tenant", "NAME", "the tokens of one tenant alone" }),
	.examples = "  ccred forget acme\n",
	.run = run,
};
