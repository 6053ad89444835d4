/* All of the configuration: every profile in effect, every file, every directory of plugins. */
#include "config/config.h"

#include "base/paths.h"
#include "config/resolve.h"
#include "config/strings.h"

/* A list keeps every block, because stacks and defaults may stand behind the profiles. */
int config_read(struct config **ret_config, struct err *err)
{
	struct config *config = calloc(1, sizeof(*config));

	*ret_config = config;
	if (config == NULL)
		return err_nomem(err);
	*err = (struct err){ 0 };
	return config_scan(config, NULL, SCOPE_ALL, err);
}

void config_free(struct config **config)
{
	if (*config == NULL)
		return;
	config_clear(*config);
	free(*config);
	*config = NULL;
}

const char *config_cache_dir(const struct config *config)
{
	const struct scope *s = config->scopes;

	return s[0].cache_dir != NULL ? s[0].cache_dir : s[1].cache_dir;
}

size_t config_cache_dirs(const struct config *config, const char *ret_dirs[CONFIG_CACHE_DIRS])
{
	size_t n = 0;

	for (const struct scope *s = config->scopes; s < config->scopes + N_SCOPES; s++)
		if (s->cache_dir != NULL && (n == 0 || strcmp(ret_dirs[0], s->cache_dir) != 0))
			ret_dirs[n++] = s->cache_dir;
	ret_dirs[n++] = NULL;
	return n;
}

/* The targets as they are written. */
struct targets {
	const char *profile;
	char **list;
	size_t n;
};

/* A block_line_fn. */
static int on_line(const struct lex *lex, void *arg, struct err *err)
{
	struct targets *targets = arg;
	struct expand e = { .profile = targets->profile };
	char *text;
	int r;

	if (strcmp(lex->words[0].text, "target") != 0 || lex->n < 2)
		return 0;
	if ((r = expand_text(&e, lex->words[1].text, &lex->words[1].at, &text, NULL, err)) == 0)
		r = strings_add(&targets->list, &targets->n, text, err);
	return r == EXIT_CONFIG ? 0 : r;
}

/* Calls fn with the profile of a block. Returns what fn returns, or EXIT_OS. */
static int show(const struct config *config, const struct block *block, config_each_fn fn,
		void *arg, struct err *err)
{
	struct targets targets = { .profile = block->name };
	struct config_item item = { .name = block->name,
				    .file = block->at.file,
				    .line = block->at.line };
	struct profile *profile = NULL;
	struct err why = { 0 };
	int r;

	/* The targets that can be read are shown; compose_profile then says what is wrong with the
	 * others. */
	r = block_each_line(block, on_line, &targets, &why);
	if (r == 0 || r == EXIT_CONFIG)
		r = compose_profile(config, block, NULL, NULL, &profile, &why);
	if (r == EXIT_USAGE) {
		item.any_tenant = true;
		r = compose_profile(config, block, NULL, CONFIG_ANY_TENANT, &profile, &why);
	}
	if (r != 0 && r != EXIT_CONFIG) {
		r = err_nomem(err);
	} else {
		item.error = r == EXIT_CONFIG ? &why : NULL;
		item.profile = &profile;
		item.targets = (const char *const *)targets.list;
		item.ntargets = targets.n;
		r = fn(&item, arg);
	}
	profile_free(&profile);
	strings_free(targets.list, targets.n);
	return r;
}

int config_each(const struct config *config, config_each_fn fn, void *arg, struct err *err)
{
	char why[CONFIG_ABSENT_MAX];
	int r = 0;

	for (size_t i = 0; i < config->profiles.n && r == 0; i++)
		r = show(config, &config->profiles.list[i], fn, arg, err);
	if (config->profiles.n == 0) {
		(void)err_set(err, REASON_CONFIG_EMPTY, "no profile is configured%s",
			      config_absent(config, why));
		err_fix(err, CONFIG_FIRST);
	}
	return r;
}

int config_each_file(const struct config *config, config_path_fn fn, void *arg)
{
	int r = 0;

	for (const struct scope *s = config->scopes; s < config->scopes + N_SCOPES; s++)
		for (size_t i = 0; i < s->nfiles && r == 0; i++)
			r = fn(s->files[i], arg);
	return r;
}

static int add_dir(struct plugin_dirs *dirs, const char *dir, struct err *err)
{
	for (size_t i = 0; i < dirs->n; i++)
		if (strcmp(dirs->list[i], dir) == 0)
			return 0;
	return strings_add(&dirs->list, &dirs->n, strdup(dir), err);
}

int plugin_dirs_read(struct plugin_dirs *dirs, struct err *err)
{
	struct config *config = NULL;
	int r = add_dir(dirs, path_plugins, err);

	if (r == 0)
		r = config_read(&config, err);
	for (size_t s = 0; s < N_SCOPES && r == 0; s++)
		for (size_t i = 0; i < config->scopes[s].nplugin_path && r == 0; i++)
			r = add_dir(dirs, config->scopes[s].plugin_path[i], err);
	config_free(&config);
	return r;
}

void plugin_dirs_clear(struct plugin_dirs *dirs)
{
	strings_free(dirs->list, dirs->n);
	*dirs = (struct plugin_dirs){ 0 };
}
