/* ccred forget: drops what the cache holds of a profile. */
#include "base/banned.h"
#include "cli/cmd.h"
#include "cache/cache.h"
#include "config/profile.h"

#include <getopt.h>

const char cmd_forget_usage[] =
	"usage: ccred forget [--tenant NAME] PROFILE|URL\n"
	"Drops the profile's tokens, and what is remembered of its failures, from the\n"
	"cache.\n"
	"\n"
	"  --tenant NAME        those of one tenant alone\n"
	"\n"
	"example:\n"
	"  ccred forget cadasto\n";

/* Which tenant's server it is does not matter for finding the cache: any label will do. */
#define ANY_TENANT "any"

/* A profile that was removed, or is refused by now, may have left tokens in the default place. */
static bool forget_unknown(const char *name, const char *tenant)
{
	struct cache *cache = NULL;
	size_t count = 0;

	if (cache_open(NULL, &cache, NULL) == 0)
		(void)cache_forget_profile(cache, name, tenant, &count, NULL);
	cache_close(&cache);
	return count > 0;
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
		return cmd_usage(argv, err, "the name of one profile, or one URL, please");
	const char *what = argv[optind];
	bool url = strstr(what, "://") != NULL;
	r = cmd_find(argv, what, tenant, context, &profile, err);
	if (r == EXIT_USAGE && tenant == NULL && !url)
		r = cmd_find(argv, what, ANY_TENANT, context, &profile, err);
	if (r == EXIT_CONFIG && !url && forget_unknown(what, tenant)) {
		*err = (struct err){ 0 };
		r = 0;
		goto out;
	}
	if (r != 0)
		goto out;
	if (url)
		tenant = profile->tenant;
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
