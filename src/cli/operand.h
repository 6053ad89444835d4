/* The profile, the tenants, the token or the plugin that a command line means. */
#pragma once

#include "cache/cache.h"
#include "cli/ad_hoc.h"
#include "client/client.h"
#include "config/config.h"
#include "config/strings.h"

struct description;

/*
 * Finds the profile of the argument of this number and of --tenant, and sets context->about.
 * Returns as config_find_word. ret_any is for a command that can do without a tenant, else NULL:
 * *ret_any says whether the profile needs one and none is given; then the profile is that of
 * CONFIG_ANY_TENANT.
 */
int find_profile(const struct args *args, size_t number, struct command_context *context,
		 bool *ret_any, struct profile **ret_profile, struct err *err);

/*
 * The same for a command that gets along without a profile: by its options, or by the environment.
 * What they lay over a profile is in it. ad_hoc is { 0 }; the caller clears it in any case. Returns
 * as ad_hoc_read and config_find_word.
 */
int find_service(const struct args *args, struct command_context *context, struct ad_hoc *ad_hoc,
		 struct profile **ret_profile, struct err *err);

/*
 * Drops everything of a profile (of all, if it is NULL), or of a tenant of it, in all places of the
 * cache that the configuration names, and in the default one: for what no profile tells the place
 * of. It goes on after an error. *ret_count: tokens dropped, set in any case. Returns 0, or the
 * first error of config_read or cache_forget_everywhere.
 */
int forget_in_all_places(const char *profile, const char *tenant, size_t *ret_count,
			 struct err *err);

/* Reads the description of an installed plugin. Returns as plugin_dirs_read and
 * find_description. */
int find_plugin(const char *name, struct description **ret_description, struct err *err);

/* The tenants of a profile of whom the cache holds a token or a failure. Set up with the
 * profile. */
struct tenants {
	const char *profile;
	/* Sorted. */
	char **list;
	size_t n;
};

/* Reads them. Returns 0 or EXIT_OS; the caller frees the list in both cases (strings_free). */
int tenants_read(const struct cache *cache, struct tenants *tenants, struct err *err);

/* The argument of a command that uses find_service. */
#define ARGUMENT_SERVICE \
	{ \
		"PROFILE|URL", KIND_PROFILE, .optional = true \
	}

/* Rows of options of commands that get a token. */
#define OPTION_MIN_VALID \
	"--min-valid", "SECONDS", "valid for that long at least; else exit code 73", KIND_SECONDS
#define OPTION_RENEW "--renew", NULL, "never from the cache: a new token, or the error"

/* Reads the request that a proof is wanted for, to the URL of the command line. *ret_request is
 * empty if none is. Returns 0 or EXIT_USAGE. */
int api_request_read(const struct args *args, struct api_request *ret_request, struct err *err);

/*
 * Finds the profile and obtains the token that the command line asks for. A plugin may ask a
 * person if stderr is a terminal. With wait the token is never renewed in the background. Returns
 * 0 and *ret_obtained, which the caller clears, or an exit code. The caller frees the profile, and
 * clears ad_hoc, which is { 0 }, in any case.
 */
int service_obtain(const struct args *args, bool wait, struct command_context *context,
		   struct ad_hoc *ad_hoc, struct profile **ret_profile,
		   struct obtained *ret_obtained, struct err *err);
