/* Every profile in effect, and every directory of plugins, for a list. */
#include "base/banned.h"
#include "config/config.h"

#include "config/resolve.h"

/* Unlike a search, a list keeps every block: stacks and defaults may stand behind the profiles. */
struct list {
	struct config config;
	struct {
		struct block block;
		struct scope *scope;
	} * items;
	size_t n;
	size_t cap;
};

static int on_target(const struct block *block, const struct target *target, unsigned line,
		     void *arg, struct err *err)
{
	(void)block;
	(void)target;
	(void)line;
	(void)arg;
	(void)err;
	return 0;
}

static int on_clash(const struct scope *scope, const struct seen *first, const char *why, void *arg,
		    struct err *err)
{
	struct list *list = arg;

	for (size_t i = 0; i < list->n; i++)
		if (list->items[i].scope == scope && block_holds(&list->items[i].block, first))
			return block_refuse(&list->items[i].block, why, err);
	return 0;
}

/* A scan_fn. */
static int on_profile(struct scope *scope, struct block *block, void *arg, struct err *err)
{
	struct list *list = arg;
	struct index_visitor visitor = { .target = on_target, .clash = on_clash, .arg = list };
	int r;

	if (index_is_hidden(&list->config, scope, block))
		return 0;
	if ((r = index_block(&list->config, scope, block, &visitor, err)) != 0)
		return r;
	if (list->n == list->cap) {
		size_t cap = list->cap > 0 ? list->cap * 2 : 16;
		void *items = reallocarray(list->items, cap, sizeof(*list->items));
		if (items == NULL)
			return err_nomem(err);
		list->items = items;
		list->cap = cap;
	}
	memset(&list->items[list->n], 0, sizeof(*list->items));
	list->items[list->n].scope = scope;
	block_move(&list->items[list->n++].block, block);
	return 0;
}

/* The targets as they are written. */
struct targets {
	const char *profile;
	char **list;
	size_t n;
};

/* A block_line_fn. */
static int on_line(const struct location *at, const struct lex *lex, void *arg, struct err *err)
{
	struct targets *targets = arg;
	struct expand e = { .profile = targets->profile };
	bool tenant;
	char **list;
	int r;

	if (strcmp(lex->words[0].text, "target") != 0 || lex->n < 2)
		return 0;
	list = reallocarray(targets->list, targets->n + 1, sizeof(*list));
	if (list == NULL)
		return err_nomem(err);
	targets->list = list;
	r = expand_text(&e, lex->words[1].text, at, &list[targets->n], &tenant, err);
	if (r == 0)
		targets->n++;
	return r == EXIT_CONFIG ? 0 : r;
}

static int show(const struct list *list, size_t i, config_each_fn fn, void *arg, struct err *err)
{
	const struct block *block = &list->items[i].block;
	struct targets targets = { .profile = block->name };
	struct config_item item = { .name = block->name, .file = block->file, .line = block->line };
	const struct scope *scope = list->items[i].scope;
	struct profile *profile = NULL;
	int r;

	/* What cannot be read is said by resolve_profile; the targets that can are shown. */
	r = block_each_line(block, on_line, &targets, err);
	if (r == 0 || r == EXIT_CONFIG)
		r = resolve_profile(&list->config, scope, block, NULL, &profile, err);
	if (r == EXIT_USAGE) {
		item.any_tenant = true;
		r = resolve_profile(&list->config, scope, block, CONFIG_ANY_TENANT, &profile, err);
	}
	item.profile = &profile;
	if (r == EXIT_CONFIG)
		item.error = err->text;
	item.targets = (const char *const *)targets.list;
	item.ntargets = targets.n;
	if (r == 0 || r == EXIT_CONFIG)
		r = fn(&item, arg);
	profile_free(&profile);
	for (size_t t = 0; t < targets.n; t++)
		free(targets.list[t]);
	free(targets.list);
	return r;
}

static void nothing(const struct list *list, struct err *err)
{
	char why[ERR_TEXT_MAX / 2];

	if (config_absent(&list->config, why, sizeof(why)))
		(void)err_set(err, EXIT_CONFIG,
			      "no profile is configured (%s): see ccred.config(5)", why);
	else
		(void)err_set(err, EXIT_CONFIG, "no profile is configured: see ccred.config(5)");
}

int config_each(config_each_fn fn, void *arg, struct err *err)
{
	struct list list = { 0 };
	struct err local = { 0 };
	int r;

	if (err == NULL)
		err = &local;
	*err = (struct err){ 0 };
	r = config_open(&list.config, NULL, err);
	for (size_t i = 0; i < N_SCOPES && r == 0; i++)
		r = scan_scope(&list.config.scopes[i], on_profile, &list, err);
	for (size_t i = 0; i < list.n && r == 0; i++) {
		struct err why = { 0 };
		r = show(&list, i, fn, arg, &why);
		if (r == EXIT_OS)
			*err = why;
	}
	if (r == 0 && list.n == 0)
		nothing(&list, err);
	for (size_t i = 0; i < list.n; i++)
		block_clear(&list.items[i].block);
	free(list.items);
	config_clear(&list.config);
	return r;
}

/* A scan_fn. */
static int pass_over(struct scope *scope, struct block *block, void *arg, struct err *err)
{
	(void)scope;
	(void)block;
	(void)arg;
	(void)err;
	return 0;
}

int config_each_plugin_dir(config_dir_fn fn, void *arg, struct err *err)
{
	struct config config = { 0 };
	int r = config_open(&config, NULL, err);

	for (size_t i = 0; i < N_SCOPES && r == 0; i++) {
		const struct scope *scope = &config.scopes[i];
		r = scan_scope(&config.scopes[i], pass_over, NULL, err);
		for (size_t k = 0; k < scope->nplugin_path && r == 0; k++)
			r = fn(scope->plugin_path[k], arg);
	}
	config_clear(&config);
	return r;
}

int config_each_file(config_file_fn fn, void *arg, struct err *err)
{
	struct config config = { 0 };
	int r = config_open(&config, NULL, err);

	for (size_t i = 0; i < N_SCOPES && r == 0; i++) {
		const struct scope *scope = &config.scopes[i];
		int stop = 0;
		r = scan_scope(&config.scopes[i], pass_over, NULL, err);
		for (size_t k = 0; k < scope->nfiles && stop == 0; k++)
			stop = fn(scope->files[k], arg);
		r = r != 0 ? r : stop;
	}
	config_clear(&config);
	return r;
}
