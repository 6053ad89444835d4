/* The resolved profile: freeing it, and writing down what a token depends on. */
#include "base/banned.h"
#include "config/profile.h"

#include "base/kv.h"

static void free_list(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

static void free_sources(struct source *sources, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct source *src = &sources[i];
		for (size_t a = 0; a < src->nargs; a++) {
			/* The plugin's view of them is const; they are ours. */
			free((void *)(uintptr_t)src->args[a].name);
			free((void *)(uintptr_t)src->args[a].value);
		}
		for (size_t v = 0; v < src->nvary; v++)
			free(src->vary[v]);
		free_sources(src->inner, src->ninner);
		free(src->args);
		free(src->vary);
		free(src->file);
		free(src->control_text);
		free(src->plugin);
		free(src->stack);
	}
	free(sources);
}

void profile_free(struct profile **profile)
{
	struct profile *p;

	if (profile == NULL || *profile == NULL)
		return;
	p = *profile;
	for (size_t i = 0; i < p->nparams; i++) {
		free(p->params[i].name);
		free(p->params[i].value);
	}
	free(p->params);
	free_list(p->targets, p->ntargets);
	free_list(p->allow_origins, p->nallow_origins);
	free_list(p->resources, p->nresources);
	free_list(p->plugin_path, p->nplugin_path);
	free_sources(p->sources, p->nsources);
	free(p->name);
	free(p->tenant);
	free(p->file);
	free(p->issuer);
	free(p->token_endpoint);
	free(p->origin);
	free(p->discovery_url);
	free(p->client_id);
	free(p->audience);
	free(p->scope);
	free(p->ca_file);
	free(p->username);
	free(p->cache_dir);
	free(p);
	*profile = NULL;
}

bool sources_is_plugin(const struct source *src, const char *name)
{
	const char *file;
	size_t len = strlen(name);

	if (src->plugin == NULL)
		return false;
	if (strcmp(src->plugin, name) == 0)
		return true;
	file = strrchr(src->plugin, '/');
	return file != NULL && strncmp(file, "/ccred_", 7) == 0 &&
	       strncmp(file + 7, name, len) == 0 && strcmp(file + 7 + len, ".so") == 0;
}

const char *sources_arg(const struct source *src, const char *name)
{
	for (size_t i = 0; i < src->nargs; i++)
		if (strcmp(src->args[i].name, name) == 0)
			return src->args[i].value;
	return NULL;
}

/* A value as it is; NULL writes nothing. */
static void put(struct buf *b, const char *key, const char *value)
{
	if (value != NULL)
		kv_put_escaped(b, key, value, strlen(value));
}

static void put_list(struct buf *b, const char *key, char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put(b, key, list[i]);
}

static void put_bool(struct buf *b, const char *key, bool value)
{
	put(b, key, value ? "yes" : "no");
}

/* The lines in their order; those of a nested stack stand between its name and "end". */
static void put_sources(struct buf *b, const struct source *sources, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const struct source *src = &sources[i];
		put(b, src->optional_plugin ? "-source" : "source", src->control_text);
		put(b, "plugin", src->plugin);
		for (size_t a = 0; a < src->nargs; a++) {
			put(b, "arg", src->args[a].name);
			put(b, "value", src->args[a].value);
		}
		put_list(b, "vary", src->vary, src->nvary);
		if (src->stack == NULL)
			continue;
		put(b, "stack", src->stack);
		put_sources(b, src->inner, src->ninner);
		put(b, "end", src->stack);
	}
}

void profile_describe(const struct profile *p, struct buf *b)
{
	static const char *const discovery[] = { "auto", "smart", "oauth", "oidc", "url", "none" };
	static const char *const git_auth[] = { "auto", "bearer", "basic" };

	put(b, "profile", p->name);
	put(b, "tenant", p->tenant);
	put_list(b, "target", p->targets, p->ntargets);
	put(b, "issuer", p->issuer);
	put(b, "token-endpoint", p->token_endpoint);
	put(b, "origin", p->origin);
	put(b, "discovery", discovery[p->discovery]);
	put(b, "discovery-url", p->discovery_url);
	put_list(b, "allow-origin", p->allow_origins, p->nallow_origins);
	put(b, "client-id", p->client_id);
	put(b, "client-auth", p->client_auth != NULL ? p->client_auth : "auto");
	put(b, "basic-encoding", p->basic_raw ? "raw" : "form");
	put(b, "audience", p->audience);
	put_list(b, "resource", p->resources, p->nresources);
	put(b, "scope", p->scope);
	for (size_t i = 0; i < p->nparams; i++) {
		put(b, "param", p->params[i].name);
		put(b, "value", p->params[i].value);
	}
	put_sources(b, p->sources, p->nsources);
	kv_put_int(b, "source-timeout", p->source_timeout_s);
	kv_put_int(b, "timeout", p->timeout_s);
	kv_put_int(b, "renew-margin", p->renew_margin_s);
	put_bool(b, "background", p->background);
	put(b, "ca-file", p->ca_file);
	put_bool(b, "allow-http-loopback", p->allow_http_loopback);
	put(b, "username", p->username);
	put(b, "git-auth", git_auth[p->git_auth]);
	put(b, "on-failure", p->on_failure_next ? "next" : "quit");
	put_bool(b, "interactive", p->interactive);
	put_list(b, "plugin-path", p->plugin_path, p->nplugin_path);
}

/* The variables of prefix=. */
static int env_prefix(const struct source *src, const char *prefix, profile_env_fn fn, void *arg)
{
	static const char *const suffixes[] = { "CLIENT_ID", "CLIENT_SECRET" };
	int r = 0;

	for (size_t i = 0; i < 2 && r == 0; i++) {
		struct buf name = BUF_INIT;
		buf_printf(&name, "%s%s", prefix, suffixes[i]);
		/* Without its name the variable cannot be asked for: as if it were unset. */
		if (!buf_error(&name))
			r = fn(src, buf_str(&name), arg);
		buf_free(&name);
	}
	return r;
}

/* What plugins of ours read by themselves. */
static const struct {
	const char *plugin, *name;
	const char *unless; /* an argument that takes its place; NULL: none */
} own_variables[] = {
	{ "pass", "PASSWORD_STORE_DIR", NULL },         { "pass", "PASSWORD_STORE_KEY", NULL },
	{ "pass", "PASSWORD_STORE_SIGNING_KEY", NULL }, { "pass", "GNUPGHOME", NULL },
	{ "systemd", "CREDENTIALS_DIRECTORY", NULL },   { "vault", "VAULT_ADDR", "address" },
};

static int env_line(const struct source *src, profile_env_fn fn, void *arg)
{
	int r = 0;

	for (size_t i = 0; i < src->nvary && r == 0; i++)
		r = fn(src, src->vary[i], arg);
	for (size_t i = 0; i < src->ninner && r == 0; i++)
		r = env_line(&src->inner[i], fn, arg);
	for (size_t i = 0; i < sizeof(own_variables) / sizeof(own_variables[0]) && r == 0; i++)
		if (sources_is_plugin(src, own_variables[i].plugin) &&
		    (own_variables[i].unless == NULL ||
		     sources_arg(src, own_variables[i].unless) == NULL))
			r = fn(src, own_variables[i].name, arg);
	if (!sources_is_plugin(src, "env"))
		return r;
	for (size_t i = 0; i < src->nargs && r == 0; i++) {
		const struct ccred_arg *a = &src->args[i];
		if (strcmp(a->name, "prefix") == 0)
			r = env_prefix(src, a->value, fn, arg);
		else if (strcmp(a->name, "id") == 0 || strcmp(a->name, "secret") == 0)
			r = fn(src, a->value, arg);
	}
	return r;
}

int profile_env(const struct profile *profile, profile_env_fn fn, void *arg)
{
	int r = 0;

	for (size_t i = 0; i < profile->nsources && r == 0; i++)
		r = env_line(&profile->sources[i], fn, arg);
	return r;
}
