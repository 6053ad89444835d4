/* The profile, the tenants, the token or the plugin that a command line means. */
#include "cli/find.h"
#include "base/json_out.h"
#include "cli/person.h"
#include "plugin/find.h"

#include <unistd.h>

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

/* A cache_owner_fn. */
static int add(const char *profile, const char *tenant, void *arg)
{
	struct tenants *t = arg;
	char **list;

	if (tenant == NULL)
		return 0;
	if ((list = reallocarray(t->list, t->n + 1, sizeof(*list))) == NULL)
		return EXIT_OS;
	t->list = list;
	if (asprintf(&list[t->n], "%s\n%s", profile, tenant) < 0)
		return EXIT_OS;
	t->n++;
	return 0;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int tenants_read(const struct cache *cache, struct tenants *tenants, struct err *err)
{
	if (cache_each_owner(cache, add, tenants) != 0)
		return err_nomem(err);
	if (tenants->n > 0)
		qsort(tenants->list, tenants->n, sizeof(*tenants->list), compare);
	return 0;
}

const char *tenants_next(const struct tenants *tenants, const char *profile, size_t *pos)
{
	size_t len = strlen(profile);

	while (*pos < tenants->n) {
		char *const *one = &tenants->list[(*pos)++];
		bool again = *pos > 1 && strcmp(one[-1], one[0]) == 0;
		if (!again && strncmp(*one, profile, len) == 0 && (*one)[len] == '\n')
			return *one + len + 1;
	}
	return NULL;
}

void tenants_clear(struct tenants *tenants)
{
	for (size_t i = 0; i < tenants->n; i++)
		free(tenants->list[i]);
	free(tenants->list);
	*tenants = (struct tenants){ 0 };
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

	if ((r = find_profile(args, context, &profile, err)) != 0)
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
