/* What each key does to a profile: the table, and the keys that need little checking. */
#include "base/banned.h"
#include "config/settings.h"

#include "base/limits.h"
#include "config/sources.h"
#include "config/value.h"

static int set_client_auth(struct resolve *r, const struct key_line *line, struct err *err)
{
	static const char *const words[] = { "basic", "post", NULL };
	size_t i;
	int ret = value_word(line, words, &i, err);

	if (ret == 0)
		r->profile->client_auth = i == 0 ? CLIENT_AUTH_BASIC : CLIENT_AUTH_POST;
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

typedef int (*setting_fn)(struct resolve *r, const struct key_line *line, struct err *err);
static const setting_fn settings[N_KEYS] = {
	[KEY_TARGET] = setting_target,
	[KEY_ISSUER] = setting_issuer,
	[KEY_DISCOVERY] = setting_discovery,
	[KEY_TOKEN_ENDPOINT] = setting_token_endpoint,
	[KEY_ALLOW_ORIGIN] = setting_allow_origin,
	[KEY_CLIENT_ID] = setting_client_id,
	[KEY_CLIENT_AUTH] = set_client_auth,
	[KEY_BASIC_ENCODING] = set_basic_encoding,
	[KEY_AUDIENCE] = setting_audience,
	[KEY_RESOURCE] = setting_resource,
	[KEY_SCOPE] = setting_scope,
	[KEY_PARAM] = setting_param,
	[KEY_SOURCE] = sources_add,
	[KEY_SOURCE_OPTIONAL] = sources_add,
	[KEY_SOURCE_TIMEOUT] = set_source_timeout,
	[KEY_TIMEOUT] = set_timeout,
	[KEY_RENEW_MARGIN] = set_renew_margin,
	[KEY_BACKGROUND] = set_background,
	[KEY_CA_FILE] = set_ca_file,
	[KEY_ALLOW_HTTP_LOOPBACK] = set_allow_http_loopback,
	[KEY_USERNAME] = set_username,
	[KEY_GIT_AUTH] = set_git_auth,
	[KEY_ON_FAILURE] = set_on_failure,
	[KEY_INTERACTIVE] = set_interactive,
};

int setting_apply(struct resolve *r, const struct key_line *line, struct err *err)
{
	return settings[line->key->id](r, line, err);
}
