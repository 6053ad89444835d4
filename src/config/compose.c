/* From a block as text to a profile. */
#include "base/limits.h"
#include "base/url.h"
#include "config/config.h"
#include "config/resolve.h"
#include "config/strings.h"

/* One block of the profile or of the defaults under it, or what is laid over them. */
struct layer {
	struct resolve *r;
	/* Of struct resolve. Blocks of defaults in one configuration are one layer. */
	unsigned number;
	bool defaults;
	/* The second pass. */
	bool apply;
};

/* Words that people try first for a secret. */
static const char *const secret_words[] = { "client-secret", "client_secret", "secret", "password",
					    NULL };

static int unknown_key(const struct layer *layer, const char *word, const struct location *at,
		       struct err *err)
{
	if (key_find(word) != NULL)
		return location_fault(err, REASON_CONFIG_MISPLACED, at,
				      "%s cannot stand in defaults: every profile has its own",
				      word);
	if (strings_find(scan_top_words, word) >= 0)
		return location_fault(err, REASON_CONFIG_MISPLACED, at,
				      "%s belongs before the first block of the file", word);
	if (strings_find(secret_words, word) >= 0)
		return location_fault(err, REASON_CONFIG_SECRET, at,
				      "a secret does not stand in the configuration: have a "
				      "source line find it, such as \"source required PLUGIN\"");
	(void)location_unknown(err, at, "key", word, key_names(layer->defaults));
	return err_rename(err, REASON_CONFIG_UNKNOWN_KEY);
}

/*
 * A block_line_fn. First pass: every key is known and stands as often as it may, and the first
 * layer that gives it is noted. Second pass: the values of that layer are set.
 */
static int read_line(const struct lex *lex, void *arg, struct err *err)
{
	const struct layer *layer = arg;
	struct resolve *r = layer->r;
	const char *word = lex->words[0].text;
	struct key_line line = key_line_of(lex);
	const struct location *at = line.at;

	if (lex->words[0].quoted)
		return location_fault(err, REASON_CONFIG_SYNTAX, at,
				      "a key is written without quotes");
	if (line.key == NULL || (layer->defaults && line.key->of_profile))
		return unknown_key(layer, word, at, err);
	enum key_id id = line.key->id;
	bool given = r->given[id].layer == layer->number;
	if (layer->apply)
		return given && id != KEY_ALLOW_HTTP_LOOPBACK ? setting_apply(r, &line, err) : 0;
	if (given && !line.key->repeatable)
		return location_fault(err, REASON_CONFIG_DUPLICATE, at,
				      "%s stands twice: here and at %s:%u", word,
				      r->given[id].at.file, r->given[id].at.line);
	if (r->given[id].layer != 0)
		return 0;
	r->given[id].layer = layer->number;
	r->given[id].at = *at;
	/* The second pass checks URLs, which depend on this key. */
	return id == KEY_ALLOW_HTTP_LOOPBACK ? setting_apply(r, &line, err) : 0;
}

static int read_block(struct layer *layer, const struct block *block, struct err *err)
{
	int ret = block_fault(block, err);

	return ret != 0 ? ret : block_each_line(block, read_line, layer, err);
}

/* The places that are noted point into the overlay of the profile. */
static int read_overlay(struct layer *layer, struct err *err)
{
	const struct overlay *o = &layer->r->profile->overlay;
	struct lex lex = { 0 };
	int ret = 0;

	for (size_t i = 0; i < o->n && ret == 0; i++) {
		struct location at = { .file = o->lines[i].place };
		char *line = strdup(o->lines[i].text);
		ret = line != NULL ? lex_split(&lex, line, strlen(line), &at, err) : err_nomem(err);
		if (ret == 0)
			ret = read_line(&lex, layer, err);
		free(line);
	}
	lex_free(&lex);
	return ret;
}

/*
 * The overlay over the profile over its own configuration's defaults over the system's, in one of
 * the two passes. What an overlay makes alone has no defaults: nothing completes it.
 */
static int read_layers(struct resolve *r, const struct block *block, bool apply, struct err *err)
{
	struct layer layer = { .r = r, .number = LAYER_OVERLAY, .apply = apply };
	int ret;

	if ((ret = read_overlay(&layer, err)) != 0 || r->profile->ad_hoc)
		return ret;
	layer.number = LAYER_PROFILE;
	if ((ret = read_block(&layer, block, err)) != 0)
		return ret;
	layer.defaults = true;
	for (const struct scope *s = r->scope; s < r->config->scopes + N_SCOPES; s++) {
		layer.number++;
		for (size_t i = 0; i < s->defaults.n; i++)
			if ((ret = read_block(&layer, &s->defaults.list[i], err)) != 0)
				return ret;
	}
	return 0;
}

/* Checks which keys are needed, and which exclude each other. */
static int check_whole(struct resolve *r, const struct block *block, struct err *err)
{
	struct profile *p = r->profile;

	if (p->issuer == NULL && p->token_endpoint == NULL)
		return location_fault(err, REASON_CONFIG_MISSING_KEY, &block->at,
				      "profile \"%s\" has no issuer: add \"issuer URL\", or "
				      "\"token-endpoint URL\"",
				      p->name);
	if (p->nsources == 0)
		return location_fault(err, REASON_CONFIG_MISSING_KEY, &block->at,
				      "profile \"%s\" has no source: add a line such as "
				      "\"source required PLUGIN\"",
				      p->name);
	if (p->token_endpoint != NULL && r->given[KEY_DISCOVERY].layer == LAYER_PROFILE &&
	    r->given[KEY_TOKEN_ENDPOINT].layer == LAYER_PROFILE)
		return location_fault(
			err, REASON_CONFIG_CONFLICT, &r->given[KEY_DISCOVERY].at,
			"discovery has no use beside token-endpoint: leave out one of them");
	if (r->given[KEY_SOURCE_TIMEOUT].layer == 0 && p->source_timeout_s > p->timeout_s)
		p->source_timeout_s = p->timeout_s;
	if (p->source_timeout_s > p->timeout_s)
		return location_fault(err, REASON_CONFIG_CONFLICT, &r->given[KEY_SOURCE_TIMEOUT].at,
				      "source-timeout %u is more than timeout %u",
				      p->source_timeout_s, p->timeout_s);
	if (p->basic_raw && p->client_id != NULL && strchr(p->client_id, ':') != NULL)
		return location_fault(
			err, REASON_CONFIG_CONFLICT, &r->given[KEY_CLIENT_ID].at,
			"client-id holds a colon, which basic-encoding raw cannot send (RFC 7617)");
	if (r->uses_tenant && r->literal_target.file != NULL)
		return location_fault(
			err, REASON_CONFIG_CONFLICT, &r->literal_target,
			"this target has no {tenant}, which other lines of the profile need");
	for (enum key_id id = KEY_TOKEN_FILE_MODE; id <= KEY_TOKEN_FILE_FORMAT; id++)
		if (p->token_file == NULL && r->given[id].layer == LAYER_PROFILE)
			return location_fault(err, REASON_CONFIG_CONFLICT, &r->given[id].at,
					      "this line has no use without token-file");
	if (p->dpop && p->token_file != NULL)
		return location_fault(err, REASON_CONFIG_CONFLICT, &r->given[KEY_TOKEN_FILE].at,
				      "token-file has no use beside dpop: whoever reads the file "
				      "cannot prove the key");
	if (r->uses_tenant && p->token_file != NULL && r->token_file_shared)
		return location_fault(
			err, REASON_CONFIG_CONFLICT, &r->given[KEY_TOKEN_FILE].at,
			"all tenants would share this file: put {tenant} into its path");
	return 0;
}

static int origin_of(const char *text, char **ret_origin, struct err *err)
{
	struct url *url = NULL;
	char *origin = NULL;
	int r = url_parse(text, &url, err);

	if (r == 0 && (origin = url_origin(url)) == NULL)
		r = err_nomem(err);
	if (r == 0)
		*ret_origin = origin;
	url_free(&url);
	return r;
}

/* An endpoint that is configured has the rule of one that is discovered. */
static int check_endpoint(struct resolve *r, struct err *err)
{
	const struct profile *p = r->profile;
	char *issuer = NULL;
	int ret = origin_of(p->issuer, &issuer, err);
	bool allowed = ret != 0 || strcmp(issuer, p->origin) == 0;

	for (size_t i = 0; i < p->nallow_origins && !allowed; i++)
		allowed = strcmp(p->allow_origins[i], p->origin) == 0;
	free(issuer);
	return allowed ? ret
		       : location_fault(err, REASON_CONFIG_CONFLICT,
					&r->given[KEY_TOKEN_ENDPOINT].at,
					"token-endpoint is on another server than issuer: add "
					"\"allow-origin %s\" if you trust it",
					p->origin);
}

/* Sets the members that follow from other members, or from the lines before the first block. */
static int complete(struct resolve *r, struct err *err)
{
	struct profile *p = r->profile;
	const char *cache_dir = config_cache_dir(r->config);
	int ret;

	if (cache_dir != NULL && (p->cache_dir = strdup(cache_dir)) == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < r->scope->nplugin_path; i++) {
		char *dir = strdup(r->scope->plugin_path[i]);
		if ((ret = strings_add(&p->plugin_path, &p->nplugin_path, dir, err)) != 0)
			return ret;
	}
	if (p->token_endpoint != NULL)
		p->discovery = DISCOVERY_NONE;
	/* The server that the secret is sent to. */
	if ((ret = origin_of(p->token_endpoint != NULL ? p->token_endpoint : p->issuer, &p->origin,
			     err)) != 0)
		return ret;
	return p->token_endpoint != NULL && p->issuer != NULL ? check_endpoint(r, err) : 0;
}

static int set_up(struct resolve *r, const struct block *block, const struct overlay *overlay,
		  const char *tenant, struct err *err)
{
	struct profile *p = calloc(1, sizeof(*p));
	int ret = 0;

	if (p == NULL)
		return err_nomem(err);
	r->profile = p;
	for (size_t i = 0; overlay != NULL && i < overlay->n && ret == 0; i++)
		ret = overlay_add(&p->overlay, overlay->lines[i].place, overlay->lines[i].text,
				  err);
	if (ret != 0)
		return ret;
	p->ad_hoc = block->kind != LINE_PROFILE;
	p->line = block->at.line;
	p->source_timeout_s = DEFAULT_SOURCE_TIMEOUT_S;
	p->assertion_lifetime_s = DEFAULT_ASSERTION_S;
	p->timeout_s = DEFAULT_TIMEOUT_S;
	p->renew_margin_s = -1;
	p->background = true;
	p->token_file_mode = 0600;
	p->name = strdup(block->name);
	p->file = strdup(block->at.file);
	p->username = strdup("oauth2");
	if (p->name == NULL || p->file == NULL || p->username == NULL)
		return err_nomem(err);
	r->expand = (struct expand){ .profile = p->name, .tenant = tenant };
	return 0;
}

int compose_profile(const struct config *config, const struct block *block,
		    const struct overlay *overlay, const char *tenant, struct profile **ret_profile,
		    struct err *err)
{
	struct resolve r = { .config = config, .scope = block->scope };
	int ret;

	/* Errors that every tenant would get are reported before a missing tenant. */
	if ((ret = set_up(&r, block, overlay, tenant != NULL ? tenant : CONFIG_ANY_TENANT, err)) !=
		    0 ||
	    (ret = read_layers(&r, block, false, err)) != 0 ||
	    (ret = read_layers(&r, block, true, err)) != 0 ||
	    (ret = check_whole(&r, block, err)) != 0 || (ret = complete(&r, err)) != 0)
		goto out;
	if (r.uses_tenant && tenant == NULL)
		ret = err_set(err, REASON_TENANT_NEEDED,
			      "profile \"%s\" serves one tenant at a time: add --tenant NAME, or "
			      "ask by URL",
			      block->name);
	else if (!r.uses_tenant && tenant != NULL)
		ret = err_set(err, REASON_TENANT_UNWANTED,
			      "profile \"%s\" has no {tenant}: leave out --tenant", block->name);
	else if (tenant != NULL && (r.profile->tenant = strdup(tenant)) == NULL)
		ret = err_nomem(err);
out:
	if (ret == 0)
		*ret_profile = r.profile;
	else
		profile_free(&r.profile);
	return ret;
}
