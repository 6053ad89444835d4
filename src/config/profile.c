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
			free(src->args[a].name);
			free(src->args[a].value);
			free(src->args[a].raw);
		}
		free_sources(src->inner, src->ninner);
		free(src->args);
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
