/* The rows of ccred status: which profiles, which tenants of them, and what the cache has of each, found without
 * a lock, a source or the network. */
#include "acquire/profile_key.h"
#include "cli/find.h"
#include "cli/status.h"
#include "client/environment.h"
#include "stack/outcome.h"

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

/* Binds the row's profile. The row of a profile that does not pass the check is refused. */
static int bind_row(struct status_row *row, struct err *err)
{
	int r = environment_bind(row->profile, &row->bound, err);

	if (r != 0 || (r = bind_check(row->bound, &row->refused)) == 0)
		return r;
	if (r == EXIT_OS) {
		*err = row->refused;
		return r;
	}
	bind_free(&row->bound);
	return 0;
}

static int take_token(const struct cache_token *token, struct status_row *row, struct err *err)
{
	const char *said = NULL;

	row->expires_s = token->expires_s;
	row->left_s = token->left_s;
	if (token->source == NULL)
		return 0;
	row->source = supplier_read(row->bound, token->source, &said);
	if (row->source != NULL && said != NULL && (row->said = strdup(said)) == NULL)
		return err_nomem(err);
	return 0;
}

static int look(const struct cache *cache, struct status_row *row, struct err *err)
{
	struct cache_token token = { 0 };
	struct cache_key *key = NULL;
	int r;

	if ((r = profile_key(row->bound, cache, &key, err)) != 0)
		return r;
	row->state = cache_look(cache, key, row->profile->renew_margin_s, &token);
	r = take_token(&token, row, err);
	row->failed = cache_last_failure(cache, key, &row->failure);
	cache_token_clear(&token);
	cache_key_free(&key);
	return r;
}

/* Gives the row the item's targets as they are written, and no tenant. */
static int take_written(struct status_row *row, const struct config_item *item, struct err *err)
{
	struct profile *p = row->profile;

	if (p == NULL) {
		if ((p = row->profile = calloc(1, sizeof(*p))) == NULL)
			return err_nomem(err);
		p->line = item->line;
		p->name = strdup(item->name);
		p->file = strdup(item->file);
		if (p->name == NULL || p->file == NULL)
			return err_nomem(err);
	}
	/* The profile was expanded for CONFIG_ANY_TENANT. */
	free(p->tenant);
	p->tenant = NULL;
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

static void clear_row(struct status_row *row)
{
	bind_free(&row->bound);
	profile_free(&row->profile);
	free(row->said);
}

/* Adds a row, which belongs to the status afterwards; on failure it is freed. written: its profile is shown as
 * this item is written; else NULL. */
static int add_row(struct gather *g, struct status_row *row, const struct config_item *written)
{
	struct status *status = g->status;
	void *rows;
	/* While the profile has its tenant. */
	int r = row->refused.code == 0 ? bind_row(row, g->err) : 0;

	if (r == 0 && written != NULL)
		r = take_written(row, written, g->err);
	if (r == 0 && row->bound != NULL && !row->any_tenant) {
		open_cache(g, row->profile);
		if (g->cache != NULL)
			r = look(g->cache, row, g->err);
	}
	if (r == 0) {
		rows = reallocarray(status->rows, status->n + 1, sizeof(*row));
		if (rows != NULL) {
			status->rows = rows;
			status->rows[status->n++] = *row;
			return 0;
		}
		r = err_nomem(g->err);
	}
	clear_row(row);
	return r;
}

/* Adds a row for a name, with or without a tenant, or for a URL. */
static int add_found(struct gather *g, const char *what, const char *tenant)
{
	struct status_row row = { 0 };
	int r = config_find_word(what, tenant, &row.profile, g->err);

	return r == 0 ? add_row(g, &row, NULL) : r;
}

/* Adds a row for each tenant that the cache knows. */
static int add_tenants(struct gather *g, const struct config_item *item)
{
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
	return 0;
}

/* A config_each_fn. */
static int on_item(const struct config_item *item, void *arg)
{
	struct gather *g = arg;
	size_t before = g->status->n;
	struct status_row row = { .any_tenant = item->any_tenant };
	int r;

	if (g->word != NULL && strcmp(g->word, item->name) != 0)
		return 0;
	g->found = true;
	/* A profile without {tenant} is refused with --tenant. */
	if (item->error == NULL && g->tenant != NULL)
		return add_found(g, item->name, g->tenant);
	if (item->error == NULL && item->any_tenant &&
	    ((r = add_tenants(g, item)) != 0 || g->status->n > before))
		return r;
	if (item->error != NULL)
		row.refused = *item->error;
	row.profile = *item->profile;
	*item->profile = NULL;
	return add_row(g, &row, item->error != NULL || item->any_tenant ? item : NULL);
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

const char *status_word(const struct status_row *row)
{
	return row->refused.code != 0 ? "refused" : cache_state_word(row->state);
}

bool status_has_token(const struct status_row *row)
{
	return cache_is_valid(row->state);
}

int status_code(const struct status *status)
{
	int code = 0;

	for (size_t i = 0; i < status->n; i++) {
		const struct status_row *row = &status->rows[i];
		if (row->refused.code != 0)
			return EXIT_CONFIG;
		if (code == 0 && !status_has_token(row) && row->failed)
			code = row->failure.err.code;
	}
	return code;
}
