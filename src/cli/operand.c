/* The profile, the tenants, the token or the plugin that a command line means. */
#include "cli/operand.h"
#include "cli/person.h"
#include "plugin/find.h"

#include <unistd.h>

int find_profile(const struct args *args, size_t number, struct command_context *context,
		 bool *ret_any, struct profile **ret_profile, struct err *err)
{
	const char *word = args->words[number], *tenant = args_value(args, "--tenant");
	int r = config_find_word(word, tenant, NULL, ret_profile, err);
	bool any =
		ret_any != NULL && r == EXIT_USAGE && tenant == NULL && strstr(word, "://") == NULL;

	if (any)
		r = config_find_word(word, CONFIG_ANY_TENANT, NULL, ret_profile, err);
	if (ret_any != NULL)
		*ret_any = any;
	if (r == 0)
		snprintf(context->about, sizeof(context->about), "%s", (*ret_profile)->name);
	return r;
}

int find_service(const struct args *args, struct command_context *context, struct ad_hoc *ad_hoc,
		 struct profile **ret_profile, struct err *err)
{
	const char *word = args->nwords > 0 ? args->words[0] : NULL;
	struct profile *profile = NULL;
	int r = ad_hoc_read(args, ad_hoc, err);

	if (r != 0)
		return r;
	r = config_find_word(word, args_value(args, "--tenant"), &ad_hoc->overlay, &profile, err);
	if (err_is(err, REASON_AD_HOC_FORBIDDEN) && ad_hoc->environment) {
		ad_hoc_ignored(err->text);
		return ad_hoc_nothing(args, err);
	}
	if (ad_hoc->lack.code != 0 && !err_is(err, REASON_AD_HOC_FORBIDDEN)) {
		*err = ad_hoc->lack;
		r = err->code;
	}
	if (r == 0) {
		snprintf(context->about, sizeof(context->about), "%s", profile->name);
		*ret_profile = profile;
		profile = NULL;
	}
	profile_free(&profile);
	return r;
}

int forget_in_all_places(const char *profile, const char *tenant, size_t *ret_count,
			 struct err *err)
{
	const char *dirs[CONFIG_CACHE_DIRS];
	struct config *config = NULL;
	int r = config_read(&config, err);
	size_t n = config != NULL ? config_cache_dirs(config, dirs) : 0, count = 0;

	*ret_count = 0;
	for (size_t i = 0; i < n; i++) {
		int failed = cache_forget_everywhere(dirs[i], profile, tenant, &count,
						     r == 0 ? err : NULL);
		*ret_count += count;
		/* The first is the one that is used. Another one that nobody here may use has
		 * nothing of theirs. */
		if (r == 0 && (i == 0 || failed != EXIT_DENIED))
			r = failed;
	}
	config_free(&config);
	return r;
}

int find_plugin(const char *name, struct description **ret_description, struct err *err)
{
	struct plugin_dirs dirs = { 0 };
	int r = plugin_dirs_read(&dirs, err);

	if (r == 0)
		r = find_description(name, dirs.list[0], dirs.list + 1, dirs.n - 1, ret_description,
				     err);
	plugin_dirs_clear(&dirs);
	return r;
}

struct tenant_walk {
	struct tenants *tenants;
	struct err *err;
};

/* A cache_owner_fn. */
static int add(const char *profile, const char *tenant, void *arg)
{
	const struct tenant_walk *walk = arg;
	struct tenants *t = walk->tenants;

	if (tenant == NULL || strcmp(profile, t->profile) != 0)
		return 0;
	for (size_t i = 0; i < t->n; i++)
		if (strcmp(t->list[i], tenant) == 0)
			return 0;
	return strings_add(&t->list, &t->n, strdup(tenant), walk->err);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int tenants_read(const struct cache *cache, struct tenants *tenants, struct err *err)
{
	struct tenant_walk walk = { tenants, err };
	int r = cache_each_owner(cache, add, &walk, err);

	if (r != 0)
		return r;
	if (tenants->n > 0)
		qsort(tenants->list, tenants->n, sizeof(*tenants->list), compare);
	return 0;
}

int api_request_read(const struct args *args, struct api_request *ret_request, struct err *err)
{
	const struct api_request request = {
		.method = args_value(args, "--method"),
		.url = args->nwords > 0 ? args->words[0] : NULL,
		.nonce = args_value(args, "--nonce"),
	};

	*ret_request = (struct api_request){ 0 };
	if (request.method == NULL)
		return request.nonce == NULL ? 0
					     : args_usage(args, err, "--nonce goes with --method");
	if (request.url == NULL || strstr(request.url, "://") == NULL)
		return args_usage(args, err,
				  "a proof is for one request: give its URL in the place of "
				  "the profile");
	*ret_request = request;
	return 0;
}

int service_obtain(const struct args *args, bool wait, struct command_context *context,
		   struct ad_hoc *ad_hoc, struct profile **ret_profile,
		   struct obtained *ret_obtained, struct err *err)
{
	struct obtain_options options = {
		.min_valid_s = args_seconds(args, "--min-valid"),
		.renew = args_value(args, "--renew") != NULL,
		.wait = wait,
		.again_means_rejected = args_value(args, "--again-means-rejected") != NULL,
	};
	struct client client = person_asked();
	struct api_request api;
	int r;

	if ((r = api_request_read(args, &api, err)) != 0 ||
	    (r = find_service(args, context, ad_hoc, ret_profile, err)) != 0)
		return r;
	if (api.method != NULL)
		options.proof_for = &api;
	options.interactive = (*ret_profile)->interactive || isatty(STDERR_FILENO);
	options.instead = ad_hoc->read != NULL ? &ad_hoc->secret : NULL;
	return obtain(&client, *ret_profile, &options, ret_obtained, err);
}
