/* ccred forget: drops what the cache holds of a profile, or of all. */
#include "cli/operand.h"

/* The cache may have lost what it knew of the file, when the machine was restarted for example. */
static int drop_file(const struct profile *profile, struct err *err)
{
	return profile->token_file == NULL ? 0
					   : token_file_remove(profile->token_file, NULL, 0, err);
}

struct forgetting {
	int first;
	struct err *err;
};

/* A config_each_fn. The files of tenants are those that the cache knows of. */
static int drop_file_of(const struct config_item *item, void *arg)
{
	struct forgetting *f = arg;
	struct err ignored = { 0 };

	if (item->error == NULL && !item->any_tenant) {
		int r = drop_file(*item->profile, f->first == 0 ? f->err : &ignored);
		f->first = f->first == 0 ? r : f->first;
	}
	return 0;
}

static int forget_all(struct err *err)
{
	struct config *config = NULL;
	struct err ignored = { 0 };
	size_t count = 0;
	struct forgetting f = { .err = err };

	if ((f.first = forget_in_all_places(NULL, NULL, &count, err)) == EXIT_OS)
		return f.first;
	if (config_read(&config, &ignored) == 0)
		(void)config_each(config, drop_file_of, &f, &ignored);
	config_free(&config);
	return f.first;
}

static int run(const struct args *args, struct command_context *context, struct err *err)
{
	const char *tenant = args_value(args, "--tenant");
	bool all = args_value(args, "--all") != NULL;
	struct profile *profile = NULL;
	struct err why = { 0 };
	size_t count = 0;
	bool any;
	int r;

	if (all && args->nwords > 0)
		return args_usage(args, err, "--all is for every profile: leave out the name");
	if (!all && args->nwords == 0)
		return args_usage(args, err, "PROFILE|URL or --all is missing");
	if (all)
		return forget_all(err);
	r = find_profile(args, 0, context, &any, &profile, err);
	/* A profile that was removed, or is refused now, may have left tokens. */
	if (r == EXIT_CONFIG) {
		int failed = forget_in_all_places(args->words[0], tenant, &count, &why);
		if (count > 0)
			r = failed != 0 ? (*err = why, failed) : 0;
	} else if (r == 0) {
		r = cache_forget_everywhere(profile->cache_dir, profile->name,
					    any ? NULL : profile->tenant, &count, err);
		if (r == 0 && !any)
			r = drop_file(profile, err);
	}
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
