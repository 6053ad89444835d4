/* The rows of ccred status: which profiles, and which tenants of them. */
#include "base/banned.h"
#include "cli/status.h"
#include "cli/tenants.h"
#include "client/environment.h"
#include "config/config.h"

struct gather {
	struct status *status;
	struct config *config;
	/* The word of the command line that is looked at; NULL: all profiles are. */
	const char *word;
	/* There is a profile of this name. */
	bool found;
	/* Of the command line. */
	const char *tenant;
	struct err *err;

	/* NULL: not looked for yet, or none. */
	struct cache *cache;
	struct tenants tenants;
	bool looked, listed;
};

static int add_row(struct status *status, const struct status_row *row, struct err *err)
{
	if ((status->n & (status->n - 1)) == 0) {
		size_t cap = status->n > 0 ? status->n * 2 : 1;
		void *rows = reallocarray(status->rows, cap, sizeof(*status->rows));
		if (rows == NULL)
			return err_nomem(err);
		status->rows = rows;
	}
	status->rows[status->n++] = *row;
	return 0;
}

/* Opens the cache at the first call: all profiles share one. */
static void open_cache(struct gather *g, const struct profile *p)
{
	struct err why = { 0 };
	int r;

	if (g->looked)
		return;
	g->looked = true;
	r = cache_peek(p->cache_dir, &g->cache, &why);
	if (r != 0 && r != EXIT_NOINPUT)
		g->status->cache = why;
}

static void clear_row(struct status_row *row)
{
	bind_free(&row->bound);
	profile_free(&row->profile);
	free(row->refused);
	free(row->said);
	free(row->failure);
}

/* Binds the row's profile. The row of a profile that does not pass the check is refused. */
static int bind_row(struct status_row *row, const struct profile *p, struct err *err)
{
	struct err why = { 0 };
	int r = environment_bind(p, &row->bound, err);

	if (r != 0 || (r = bind_check(row->bound, &why)) == 0)
		return r;
	if (r == EXIT_OS) {
		*err = why;
		return r;
	}
	bind_free(&row->bound);
	if ((row->refused = malloc(sizeof(why))) == NULL)
		return err_nomem(err);
	*row->refused = why;
	return 0;
}

/* Adds the row. The row belongs to the status afterwards; on failure it is freed. */
static int finish_row(struct gather *g, struct status_row *row)
{
	int r = 0;

	if (row->refused == NULL && !row->any_tenant) {
		open_cache(g, row->profile);
		if (g->cache != NULL)
			r = status_look(g->cache, row, g->err);
	}
	if (r == 0)
		r = add_row(g->status, row, g->err);
	if (r != 0)
		clear_row(row);
	return r;
}

/* Adds a row for a name, with or without a tenant, or for a URL. */
static int add_found(struct gather *g, const char *what, const char *tenant)
{
	struct status_row row = { 0 };
	int r = config_find_word(what, tenant, &row.profile, g->err);

	if (r != 0)
		return r;
	if ((r = bind_row(&row, row.profile, g->err)) == 0)
		return finish_row(g, &row);
	clear_row(&row);
	return r;
}

/* Takes the item's profile, with the targets as they are written. */
static int take_written(const struct config_item *item, struct profile **ret_profile,
			struct err *err)
{
	struct profile *p = *item->profile != NULL ? *item->profile : calloc(1, sizeof(*p));

	*item->profile = NULL;
	if (p == NULL)
		return err_nomem(err);
	*ret_profile = p;
	/* The profile was expanded for CONFIG_ANY_TENANT. */
	free(p->tenant);
	p->tenant = NULL;
	if (p->name == NULL) {
		p->line = item->line;
		p->name = strdup(item->name);
		p->file = strdup(item->file);
		if (p->name == NULL || p->file == NULL)
			return err_nomem(err);
	}
	for (size_t i = 0; i < p->ntargets; i++)
		free(p->targets[i]);
	free(p->targets);
	p->ntargets = 0;
	if ((p->targets = calloc(item->ntargets + 1, sizeof(*p->targets))) == NULL)
		return err_nomem(err);
	for (; p->ntargets < item->ntargets; p->ntargets++)
		if ((p->targets[p->ntargets] = strdup(item->targets[p->ntargets])) == NULL)
			return err_nomem(err);
	return 0;
}

static int add_written(struct gather *g, const struct config_item *item)
{
	struct status_row row = { .any_tenant = item->any_tenant };
	int r = 0;

	/* While the profile has its tenant. */
	if (item->error == NULL)
		r = bind_row(&row, *item->profile, g->err);
	if (r == 0)
		r = take_written(item, &row.profile, g->err);
	if (r == 0 && item->error != NULL) {
		if ((row.refused = calloc(1, sizeof(*row.refused))) == NULL)
			r = err_nomem(g->err);
		else
			*row.refused = *item->error;
	}
	if (r == 0)
		return finish_row(g, &row);
	clear_row(&row);
	return r;
}

/* Adds a row for each tenant that the cache knows; if it knows none, one row for all. */
static int add_tenants(struct gather *g, const struct config_item *item)
{
	size_t before = g->status->n;
	const char *tenant;
	int r;

	open_cache(g, *item->profile);
	if (g->cache != NULL && !g->listed &&
	    (r = tenants_read(g->cache, &g->tenants, g->err)) != 0)
		return r;
	g->listed = g->cache != NULL;
	for (size_t i = 0; (tenant = tenants_next(&g->tenants, item->name, &i)) != NULL;) {
		if ((r = add_found(g, item->name, tenant)) == EXIT_OS)
			return r;
		/* The profile as it is now cannot serve this tenant: there is nothing to show. */
		if (r != 0)
			*g->err = (struct err){ 0 };
	}
	return g->status->n > before ? 0 : add_written(g, item);
}

/* A config_each_fn. */
static int on_item(const struct config_item *item, void *arg)
{
	struct gather *g = arg;
	struct status_row row = { 0 };
	int r;

	if (g->word != NULL && strcmp(g->word, item->name) != 0)
		return 0;
	g->found = true;
	if (item->error != NULL)
		return add_written(g, item);
	/* A profile without {tenant} is refused with --tenant. */
	if (g->tenant != NULL)
		return add_found(g, item->name, g->tenant);
	if (item->any_tenant)
		return add_tenants(g, item);
	row.profile = *item->profile;
	*item->profile = NULL;
	if ((r = bind_row(&row, row.profile, g->err)) == 0)
		return finish_row(g, &row);
	clear_row(&row);
	return r;
}

/* A URL, and a name that does not exist, is found by none of the items. */
static int gather(struct gather *g, struct err *err)
{
	int r;

	g->found = false;
	if ((r = config_each(g->config, on_item, g, err)) == 0 && g->word != NULL && !g->found)
		r = add_found(g, g->word, g->tenant);
	return r;
}

static bool is_repeated(char *const *words, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(words[k], words[i]) == 0)
			return true;
	return false;
}

int status_gather(char *const *words, size_t n, const char *tenant, struct status *status,
		  struct err *err)
{
	struct err why = { 0 };
	struct gather g = { .status = status, .tenant = tenant, .err = &why };
	int r;

	if ((r = config_read(&g.config, err)) == 0 && n == 0)
		r = gather(&g, err);
	for (size_t i = 0; i < n && r == 0; i++) {
		g.word = words[i];
		if (!is_repeated(words, i))
			r = gather(&g, err);
	}
	if (r != 0 && why.code != 0)
		*err = why;
	tenants_clear(&g.tenants);
	cache_close(&g.cache);
	config_free(&g.config);
	return r;
}

void status_clear(struct status *status)
{
	for (size_t i = 0; i < status->n; i++)
		clear_row(&status->rows[i]);
	free(status->rows);
	*status = (struct status){ 0 };
}
