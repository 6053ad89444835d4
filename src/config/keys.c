/* The table of keys, and those that need little checking. */
#include "base/banned.h"
#include "config/keys.h"

#include "base/limits.h"
#include "config/sources.h"
#include "config/value.h"

static int set_client_auth(struct resolve *r, const struct key_line *line, struct err *err)
{
	static const char *const words[] = {
		"auto", "client_secret_basic", "client_secret_post", "basic", "post", NULL
	};
	/* Their registered names. */
	static const char *const of[] = { NULL, "client_secret_basic", "client_secret_post",
					  "client_secret_basic", "client_secret_post" };
	size_t i;
	int ret = value_word(line, words, &i, err);

	if (ret == 0)
		r->profile->client_auth = of[i];
	return ret;
}

static int set_basic_encoding(struct resolve *r, const struct key_line *line, struct err *err)
{
	static const char *const words[] = { "form", "raw", NULL };
	size_t i;
	int ret = value_word(line, words, &i, err);

	if (ret == 0)
		r->profile->basic_raw = i == 1;
	return ret;
}

static int set_source_timeout(struct resolve *r, const struct key_line *line, struct err *err)
{
	return value_number(line, 1, MAX_TIMEOUT_S, &r->profile->source_timeout_s, err);
}

static int set_timeout(struct resolve *r, const struct key_line *line, struct err *err)
{
	return value_number(line, 1, MAX_TIMEOUT_S, &r->profile->timeout_s, err);
}

static int set_renew_margin(struct resolve *r, const struct key_line *line, struct err *err)
{
	unsigned margin;
	int ret = value_number(line, 0, MAX_TOKEN_LIFETIME_S, &margin, err);

	if (ret == 0)
		r->profile->renew_margin_s = (int)margin;
	return ret;
}

static int set_background(struct resolve *r, const struct key_line *line, struct err *err)
{
	return value_bool(line, &r->profile->background, err);
}

static int set_ca_file(struct resolve *r, const struct key_line *line, struct err *err)
{
	return value_path(r, line, &r->profile->ca_file, err);
}

static int set_allow_http_loopback(struct resolve *r, const struct key_line *line, struct err *err)
{
	return value_bool(line, &r->profile->allow_http_loopback, err);
}

static int set_username(struct resolve *r, const struct key_line *line, struct err *err)
{
	char *name;
	int ret = value_text(r, line, &name, err);

	if (ret != 0)
		return ret;
	free(r->profile->username);
	r->profile->username = name;
	return 0;
}

static int set_git_auth(struct resolve *r, const struct key_line *line, struct err *err)
{
	static const char *const words[] = { "auto", "bearer", "basic", NULL };
	static const enum git_auth of[] = { GIT_AUTH_AUTO, GIT_AUTH_BEARER, GIT_AUTH_BASIC };
	size_t i;
	int ret = value_word(line, words, &i, err);

	if (ret == 0)
		r->profile->git_auth = of[i];
	return ret;
}

static int set_on_failure(struct resolve *r, const struct key_line *line, struct err *err)
{
	static const char *const words[] = { "quit", "next", NULL };
	size_t i;
	int ret = value_word(line, words, &i, err);

	if (ret == 0)
		r->profile->on_failure_next = i == 1;
	return ret;
}

static int set_interactive(struct resolve *r, const struct key_line *line, struct err *err)
{
	return value_bool(line, &r->profile->interactive, err);
}

/* By enum key_id. */
static const struct key keys[N_KEYS] = {
	{ "target", KEY_TARGET, true, true, key_set_target },
	{ "issuer", KEY_ISSUER, false, false, key_set_issuer },
	{ "discovery", KEY_DISCOVERY, false, false, key_set_discovery },
	{ "token-endpoint", KEY_TOKEN_ENDPOINT, false, false, key_set_token_endpoint },
	{ "allow-origin", KEY_ALLOW_ORIGIN, true, false, key_set_allow_origin },
	{ "client-id", KEY_CLIENT_ID, false, false, key_set_client_id },
	{ "client-auth", KEY_CLIENT_AUTH, false, false, set_client_auth },
	{ "basic-encoding", KEY_BASIC_ENCODING, false, false, set_basic_encoding },
	{ "audience", KEY_AUDIENCE, false, false, key_set_audience },
	{ "resource", KEY_RESOURCE, true, false, key_set_resource },
	{ "scope", KEY_SCOPE, false, false, key_set_scope },
	{ "param", KEY_PARAM, true, false, key_set_param },
	{ "source", KEY_SOURCE, true, true, sources_add },
	{ "-source", KEY_SOURCE_OPTIONAL, true, true, sources_add },
	{ "source-timeout", KEY_SOURCE_TIMEOUT, false, false, set_source_timeout },
	{ "timeout", KEY_TIMEOUT, false, false, set_timeout },
	{ "renew-margin", KEY_RENEW_MARGIN, false, false, set_renew_margin },
	{ "background", KEY_BACKGROUND, false, false, set_background },
	{ "ca-file", KEY_CA_FILE, false, false, set_ca_file },
	{ "allow-http-loopback", KEY_ALLOW_HTTP_LOOPBACK, false, false, set_allow_http_loopback },
	{ "username", KEY_USERNAME, false, false, set_username },
	{ "git-auth", KEY_GIT_AUTH, false, false, set_git_auth },
	{ "on-failure", KEY_ON_FAILURE, false, false, set_on_failure },
	{ "interactive", KEY_INTERACTIVE, false, false, set_interactive },
};

const struct key *key_find(const char *name)
{
	for (size_t i = 0; i < N_KEYS; i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

const char *const *key_names(bool defaults)
{
	static const char *names[2][N_KEYS + 1];
	size_t n = 0;

	for (size_t i = 0; i < N_KEYS; i++)
		if (!defaults || !keys[i].of_profile)
			names[defaults][n++] = keys[i].name;
	names[defaults][n] = NULL;
	return names[defaults];
}
