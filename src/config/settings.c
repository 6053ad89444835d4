/* What each key does to a profile: the table, and the keys that need little checking. */
#include "base/banned.h"
#include "config/settings.h"

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

static int set_ca_file(struct resolve *r, const struct key_line *line, struct err *err)
{
	return value_path(r, line, &r->profile->ca_file, err);
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

/* How a value is read, and where it goes: by a function, or into a member of the profile. */
static const struct setting {
	int (*set)(struct resolve *r, const struct key_line *line, struct err *err);
	size_t offset;
	/* For an unsigned or an int: a number up to max. */
	unsigned min, max;
	/* For a bool: on_word is true, any other false. For an enum: the index of the word. */
	const char *words[4], *on_word;
} settings[N_KEYS] = {
#define MEMBER(name) .offset = offsetof(struct profile, name)
#define YES_NO .words = { "yes", "no" }, .on_word = "yes"
	[KEY_TARGET] = { setting_target },
	[KEY_ISSUER] = { setting_issuer },
	[KEY_DISCOVERY] = { setting_discovery },
	[KEY_TOKEN_ENDPOINT] = { setting_token_endpoint },
	[KEY_ALLOW_ORIGIN] = { setting_allow_origin },
	[KEY_CLIENT_ID] = { setting_client_id },
	[KEY_CLIENT_AUTH] = { set_client_auth },
	[KEY_BASIC_ENCODING] = { MEMBER(basic_raw), .words = { "form", "raw" }, .on_word = "raw" },
	[KEY_AUDIENCE] = { setting_audience },
	[KEY_RESOURCE] = { setting_resource },
	[KEY_SCOPE] = { setting_scope },
	[KEY_PARAM] = { setting_param },
	[KEY_SOURCE] = { sources_add },
	[KEY_SOURCE_OPTIONAL] = { sources_add },
	[KEY_SOURCE_TIMEOUT] = { MEMBER(source_timeout_s), .min = 1, .max = MAX_TIMEOUT_S },
	[KEY_TIMEOUT] = { MEMBER(timeout_s), .min = 1, .max = MAX_TIMEOUT_S },
	[KEY_RENEW_MARGIN] = { MEMBER(renew_margin_s), .max = MAX_TOKEN_LIFETIME_S },
	[KEY_BACKGROUND] = { MEMBER(background), YES_NO },
	[KEY_CA_FILE] = { set_ca_file },
	[KEY_ALLOW_HTTP_LOOPBACK] = { MEMBER(allow_http_loopback), YES_NO },
	[KEY_USERNAME] = { set_username },
	[KEY_GIT_AUTH] = { MEMBER(git_auth), .words = { "auto", "bearer", "basic" } },
	[KEY_ON_FAILURE] = { MEMBER(on_failure_next), .words = { "quit", "next" },
			     .on_word = "next" },
	[KEY_INTERACTIVE] = { MEMBER(interactive), YES_NO },
};

int setting_apply(struct resolve *r, const struct key_line *line, struct err *err)
{
	const struct setting *s = &settings[line->key->id];
	void *member = (char *)r->profile + s->offset;
	size_t i;
	int ret;

	if (s->set != NULL)
		return s->set(r, line, err);
	if (s->words[0] == NULL)
		return value_number(line, s->min, s->max, member, err);
	if ((ret = value_word(line, s->words, &i, err)) != 0)
		return ret;
	if (s->on_word != NULL)
		*(bool *)member = strcmp(s->words[i], s->on_word) == 0;
	else
		*(unsigned *)member = (unsigned)i;
	return 0;
}
