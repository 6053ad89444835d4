/* The resolved profile: freeing it, and writing down what a token depends on. */
#include "config/profile.h"

#include "base/kv.h"
#include "config/strings.h"

void arguments_free(struct argument *args, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(args[i].name);
		free(args[i].value);
		free(args[i].raw);
	}
	free(args);
}

static void free_sources(struct source *sources, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct source *src = &sources[i];
		arguments_free(src->args, src->nargs);
		free_sources(src->inner, src->ninner);
		free(src->file);
		free(src->control_text);
		free(src->plugin);
		free(src->stack);
	}
	free(sources);
}

int overlay_add(struct overlay *overlay, const char *place, const char *text, struct err *err)
{
	struct overlay_line *grown = reallocarray(overlay->lines, overlay->n + 1, sizeof(*grown));

	if (grown == NULL)
		return err_nomem(err);
	overlay->lines = grown;
	grown[overlay->n] = (struct overlay_line){ strdup(place), strdup(text) };
	overlay->n++;
	return grown[overlay->n - 1].place != NULL && grown[overlay->n - 1].text != NULL
		       ? 0
		       : err_nomem(err);
}

void overlay_clear(struct overlay *overlay)
{
	for (size_t i = 0; i < overlay->n; i++) {
		free((char *)(uintptr_t)overlay->lines[i].place);
		free((char *)(uintptr_t)overlay->lines[i].text);
	}
	free(overlay->lines);
	*overlay = (struct overlay){ 0 };
}

char *profile_words(const struct profile *p, char out[PROFILE_WORDS_MAX])
{
	char name[TEXT_SHELL_WORD(LIMIT_NAME)], tenant[TEXT_SHELL_WORD(LIMIT_TENANT)] = "";

	if (p->tenant != NULL)
		text_shell_word(p->tenant, tenant, sizeof(tenant));
	snprintf(out, PROFILE_WORDS_MAX, "%s%s%s", text_shell_word(p->name, name, sizeof(name)),
		 p->tenant != NULL ? " --tenant " : "", tenant);
	return out;
}

char *source_where(const struct source *source, char out[SOURCE_WHERE_MAX])
{
	struct err_place at = { .line = source->line };

	snprintf(at.file, sizeof(at.file), "%s", source->file);
	return err_where(&at, out);
}

void profile_free(struct profile **profile)
{
	struct profile *p;

	if (profile == NULL || *profile == NULL)
		return;
	p = *profile;
	char *const own[] = { p->name,          p->tenant,         p->file,
			      p->issuer,        p->token_endpoint, p->origin,
			      p->scope,         p->audience,       p->discovery_url,
			      p->username,      p->ca_file,        p->client_id,
			      p->cache_dir,     p->token_file,     p->assertion_audience,
			      p->assertion_typ, p->assertion_type };
	for (size_t i = 0; i < sizeof(own) / sizeof(own[0]); i++)
		free(own[i]);
	for (size_t i = 0; i < p->nparams; i++) {
		free(p->params[i].name);
		free(p->params[i].value);
	}
	free(p->params);
	strings_free(p->targets, p->ntargets);
	strings_free(p->allow_origins, p->nallow_origins);
	strings_free(p->resources, p->nresources);
	strings_free(p->plugin_path, p->nplugin_path);
	free_sources(p->sources, p->nsources);
	overlay_clear(&p->overlay);
	free(p);
	*profile = NULL;
}

static void put_list(struct buf *b, const char *key, char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		kv_put_text(b, key, list[i]);
}

void profile_describe(const struct profile *p, struct buf *b)
{
	static const char *const discovery[] = { "auto", "smart", "oauth", "oidc", "url", "none" };
	static const char *const no_yes[] = { "no", "yes" };
	static const char *const git_auth[] = { "auto", "bearer", "basic" };

	kv_put_text(b, "profile", p->name);
	kv_put_text(b, "tenant", p->tenant);
	put_list(b, "target", p->targets, p->ntargets);
	kv_put_text(b, "issuer", p->issuer);
	kv_put_text(b, "token-endpoint", p->token_endpoint);
	kv_put_text(b, "origin", p->origin);
	kv_put_text(b, "discovery", discovery[p->discovery]);
	kv_put_text(b, "discovery-url", p->discovery_url);
	put_list(b, "allow-origin", p->allow_origins, p->nallow_origins);
	kv_put_text(b, "client-id", p->client_id);
	kv_put_text(b, "client-auth", p->client_auth != NULL ? p->client_auth : "auto");
	kv_put_text(b, "basic-encoding", p->basic_raw ? "raw" : "form");
	kv_put_text(b, "assertion-audience", p->assertion_audience);
	kv_put_text(b, "assertion-typ", p->assertion_typ);
	kv_put_text(b, "assertion-alg", p->assertion_alg);
	if (p->assertion_lifetime_s != DEFAULT_ASSERTION_S)
		kv_put_int(b, "assertion-lifetime", p->assertion_lifetime_s);
	kv_put_text(b, "assertion-type", p->assertion_type);
	kv_put_flag(b, "dpop", p->dpop);
	kv_put_text(b, "audience", p->audience);
	put_list(b, "resource", p->resources, p->nresources);
	kv_put_text(b, "scope", p->scope);
	for (size_t i = 0; i < p->nparams; i++) {
		kv_put_text(b, "param", p->params[i].name);
		kv_put_text(b, "value", p->params[i].value);
	}
	kv_put_int(b, "source-timeout", p->source_timeout_s);
	kv_put_int(b, "timeout", p->timeout_s);
	kv_put_int(b, "renew-margin", p->renew_margin_s);
	kv_put_text(b, "background", no_yes[p->background]);
	kv_put_text(b, "ca-file", p->ca_file);
	kv_put_text(b, "allow-http-loopback", no_yes[p->allow_http_loopback]);
	kv_put_text(b, "username", p->username);
	kv_put_text(b, "git-auth", git_auth[p->git_auth]);
	/* Who drops a token of this key finds its file here (cache/owner.c). */
	kv_put_text(b, "token-file", p->token_file);
	if (p->token_file != NULL)
		kv_put_int(b, "token-file-mode", p->token_file_mode);
	if (p->token_file != NULL)
		kv_put_int(b, "token-file-format", p->token_file_format);
	kv_put_text(b, "on-failure", p->on_failure_next ? "next" : "quit");
	kv_put_text(b, "interactive", no_yes[p->interactive]);
	put_list(b, "plugin-path", p->plugin_path, p->nplugin_path);
}
