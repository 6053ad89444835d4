/* The profile, the tenants, the token or the plugin that a command line means. */
#include "cli/operand.h"
#include "base/json_out.h"
#include "cli/person.h"
#include "plugin/find.h"

#include <unistd.h>

int find_profile(const struct args *args, struct command_context *context, bool *ret_any,
		 struct profile **ret_profile, struct err *err)
{
	const char *word = args->words[0], *tenant = args_value(args, "--tenant");
	int r = config_find_word(word, tenant, ret_profile, err);
	bool any =
		ret_any != NULL && r == EXIT_USAGE && tenant == NULL && strstr(word, "://") == NULL;

	if (any)
		r = config_find_word(word, CONFIG_ANY_TENANT, ret_profile, err);
	if (ret_any != NULL)
		*ret_any = any;
	if (r == 0)
		snprintf(context->about, sizeof(context->about), "%s", (*ret_profile)->name);
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

int token_obtain(const struct args *args, bool wait, struct command_context *context,
		 struct obtained *ret_obtained, struct err *err)
{
	struct obtain_options options = {
		.min_valid_s = args_seconds(args, "--min-valid"),
		.renew = args_value(args, "--renew") != NULL,
		.wait = wait,
	};
	struct client client = person_asked();
	struct profile *profile = NULL;
	int r;

	if ((r = find_profile(args, context, NULL, &profile, err)) != 0)
		return r;
	options.interactive = profile->interactive || isatty(STDERR_FILENO);
	r = obtain(&client, profile, &options, ret_obtained, err);
	profile_free(&profile);
	return r;
}

void token_header(struct buf *b, const struct secret *token)
{
	buf_puts(b, "Authorization: Bearer ");
	buf_put(b, token->data, token->len);
	buf_putc(b, '\n');
}

void token_curl(struct buf *b, const struct secret *token)
{
	/* curl(1), --config: inside quotes, backslash and quote are escaped, as in JSON. */
	buf_puts(b, "header = \"Authorization: Bearer ");
	json_escape(b, token->data);
	buf_puts(b, "\"\n");
}
