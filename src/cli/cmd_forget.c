/* ccred forget: drops what the cache holds of a profile. */
#include "base/banned.h"
#include "cli/cmd.h"
#include "cache/cache.h"
#include "config/config.h"

#include <getopt.h>

/* Which tenant's server it is does not matter for finding the cache: any label will do. */
#define ANY_TENANT "any"

static int find(const char *name, const char *tenant, struct profile **ret_profile, struct err *err)
{
	struct config_query query = { .name = name, .tenant = tenant };
	enum config_match match;
	int r = config_find(&query, &match, ret_profile, err);

	if (r == EXIT_USAGE && tenant == NULL) {
		query.tenant = ANY_TENANT;
		r = config_find(&query, &match, ret_profile, err);
	}
	return r;
}

int cmd_forget(int argc, char **argv, struct cmd_context *context, struct err *err)
{
	static const struct option longs[] = {
		{ "tenant", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct profile *profile = NULL;
	struct cache *cache = NULL;
	const char *tenant = NULL;
	size_t count;
	int option, r;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", longs, NULL)) != -1) {
		if (option == 'h')
			return cmd_help(context, err);
		if (option != 't')
			return cmd_bad_option(argv, option, err);
		tenant = optarg;
	}
	if (optind + 1 != argc)
		return cmd_usage(argv, err, "the name of one profile, please");
	if ((r = find(argv[optind], tenant, &profile, err)) != 0)
		goto out;
	snprintf(context->about, sizeof(context->about), "%s", profile->name);
	r = cache_open(profile->cache_dir, &cache, err);
	if (r == EXIT_UNAVAILABLE)
		r = 0; /* nothing is kept, so there is nothing to drop */
	else if (r == 0)
		r = cache_forget_profile(cache, profile->name, tenant, &count, err);
out:
	cache_close(&cache);
	profile_free(&profile);
	return r;
}
