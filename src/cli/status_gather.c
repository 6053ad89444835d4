/* The rows of ccred status: which profiles, which tenants of them, and what the cache has of each,
 * found without a lock, a source or the network. */
#include "acquire/profile_key.h"
#include "cli/operand.h"
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
	bool looked;
};

/* Opens the cache at the first call: all profiles share one. */
static void open_cache(struct gather *g, const struct profile *p)
{
	struct err why = { 0 };

	if (g->looked)
		return;
	g->looked = true;
	if (cache_peek(p->cache_dir, &g->cache, &why) != EXIT_NOINPUT)
		g->status->cache = why;
}

/* Binds the row's profile. The row of a profile that does not pass the check is refused. */
static int bind_row(struct status_row *row, struct err *err)
{
	int r = environment_bind(row->profile, NULL, &row->bound, err);

	if (r != 0 || (r = bind_check(row->bound, err)) == 0 || r == EXIT_OS)
		return r;
	row->refused = *err;
	bind_free(&row->bound);
	return 0;
}

static int look(const struct cache *cache, struct status_row *row, struct err *err)
{
	const struct token_file file = profile_token_file(row->profile);
	struct cache_key *key = NULL;
	int r;

	if ((r = profile_key(row->bound, cache, &key, err)) != 0)
		return r;
	row->state = cache_look(cache, key, row->profile->renew_margin_s, &row->token);
	row->in_file = file.path != NULL && row->token.token != NULL &&
		       token_file_holds(&file, row->token.token);
	secret_free(&row->token.token);
	secret_free(&row->token.proof_key);
	if (row->token.source != NULL)
		row->source = supplier_read(row->bound, row->token.source, &row->said);
	row->failed = cache_last_failure(cache, key, &row->failure);
	cache_key_free(&key);
	return row->token.unreadable
		       ? err_set(err, REASON_SYSTEM, "the token in the cache cannot be read")
		       : 0;
}

/* Gives the row the item's targets as they are written, and no tenant. */
static int take_written(struct status_row *row, const struct config_item *item, struct err *err)
{
	struct profile *p = row->profile;
	int r = 0;

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
	strings_free(p->targets, p->ntargets);
	p->targets = NULL;
	p->ntargets = 0;
	for (size_t i = 0; i < item->ntargets && r == 0; i++)
		r = strings_add(&p->targets, &p->ntargets, strdup(item->targets[i]), err);
	return r;
}

/* Adds a row for the profile, which it takes over. written: the row shows the profile as this item
 * is written; else NULL. */
static int add_row(struct gather *g, struct profile *profile, const struct config_item *written)
{
	struct status *status = g->status;
	struct status_row *row, *rows = reallocarray(status->rows, status->n + 1, sizeof(*rows));
	int r = 0;

	if (rows == NULL) {
		profile_free(&profile);
		return err_nomem(g->err);
	}
	status->rows = rows;
	row = &rows[status->n++];
	*row = (struct status_row){ .profile = profile };
	if (written != NULL) {
		row->any_tenant = written->any_tenant;
		if (written->error != NULL)
			row->refused = *written->error;
	}
	/* While the profile has its tenant. */
	if (row->refused.code == 0)
		r = bind_row(row, g->err);
	if (r == 0 && written != NULL)
		r = take_written(row, written, g->err);
	if (r != 0 || row->bound == NULL || row->any_tenant)
		return r;
	open_cache(g, profile);
	return g->cache != NULL ? look(g->cache, row, g->err) : 0;
}

/* Adds a row for a name, with or without a tenant, or for a URL. */
static int add_found(struct gather *g, const char *what, const char *tenant)
{
	struct profile *profile = NULL;
	int r = config_find_word(what, tenant, NULL, &profile, g->err);

	return r == 0 ? add_row(g, profile, NULL) : r;
}

/* Adds a row for each tenant that the cache knows. */
static int add_tenants(struct gather *g, const struct config_item *item)
{
	struct tenants tenants = { .profile = item->name };
	int r = 0;

	open_cache(g, *item->profile);
	if (g->cache != NULL)
		r = tenants_read(g->cache, &tenants, g->err);
	/* A profile that as it is now cannot serve a tenant has nothing to show. */
	for (size_t i = 0; i < tenants.n && r != EXIT_OS; i++) {
		*g->err = (struct err){ 0 };
		r = add_found(g, item->name, tenants.list[i]);
	}
	strings_free(tenants.list, tenants.n);
	return r == EXIT_OS ? r : 0;
}

/* A config_each_fn. */
static int on_item(const struct config_item *item, void *arg)
{
	struct gather *g = arg;
	size_t before = g->status->n;
	struct profile *profile;
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
	profile = *item->profile;
	*item->profile = NULL;
	return add_row(g, profile, item->error != NULL || item->any_tenant ? item : NULL);
}

/* A URL, and a name that does not exist, is found by none of the items. */
static int gather(struct gather *g)
{
	int r;

	g->found = false;
	if ((r = config_each(g->config, on_item, g, g->err)) == 0 && g->word != NULL && !g->found)
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
	struct gather g = { .status = status, .tenant = tenant, .err = err };
	int r;

	if ((r = config_read(&g.config, err)) == 0 && n == 0)
		r = gather(&g);
	for (size_t i = 0; i < n && r == 0; i++) {
		g.word = words[i];
		if (!is_repeated(words, i))
			r = gather(&g);
	}
	cache_close(&g.cache);
	config_free(&g.config);
	return r;
}

void status_clear(struct status *status)
{
	for (size_t i = 0; i < status->n; i++) {
		bind_free(&status->rows[i].bound);
		profile_free(&status->rows[i].profile);
		cache_token_clear(&status->rows[i].token);
	}
	free(status->rows);
	*status = (struct status){ 0 };
}

const char *status_word(const struct status_row *row)
{
	return row->refused.code != 0 ? "refused" : cache_state_word(row->state);
}
