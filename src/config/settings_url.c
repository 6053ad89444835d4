/* The keys that hold URLs: targets, and where to ask for a token. */
#include "base/banned.h"
#include "config/settings.h"

#include "config/target.h"
#include "config/value.h"

int setting_target(struct resolve *r, const struct key_line *line, struct err *err)
{
	struct location at = value_place(line, 0);
	const char *text, *why;
	char *pattern = NULL;
	char *written = NULL;
	char *origin = NULL;
	struct expand e = { .profile = r->expand.profile };
	struct url *url = NULL;
	struct target target;
	bool tenant = false;
	int ret;

	if ((ret = value_one(line, &text, err)) != 0 ||
	    (ret = expand_text(&e, text, &at, &pattern, &tenant, err)) != 0)
		goto out;
	if (target_parse(pattern, TARGET_CONFIGURED, &target, &why) != 0) {
		ret = location_fault(err, REASON_CONFIG_BAD_URL, &at, "%s", why);
		goto out;
	}
	if (!tenant && r->literal_target.file == NULL)
		r->literal_target = at;
	if ((ret = expand_text(&r->expand, text, &at, &written, &r->uses_tenant, err)) != 0 ||
	    (ret = value_url(r, line, written, URL_PLAIN, &url, err)) != 0)
		goto out;
	size_t len = strlen(url->path);
	if (len > 0 && url->path[len - 1] == '/')
		url->path[len - 1] = '\0';
	free(written);
	written = NULL;
	if ((origin = url_origin(url)) == NULL ||
	    asprintf(&written, "%s%s", origin, url->path) < 0) {
		written = NULL;
		ret = err_nomem(err);
		goto out;
	}
	ret = value_append(&r->profile->targets, &r->profile->ntargets, written, err);
	written = NULL;
out:
	url_free(&url);
	free(origin);
	free(written);
	free(pattern);
	return ret;
}

/* A URL that is kept as it is written: an issuer is compared byte by byte (RFC 8414, 3.3). */
static int set_url(struct resolve *r, const struct key_line *line, enum value_url_rule rule,
		   char **ret_text, struct err *err)
{
	char *text = NULL;
	int ret;

	if ((ret = value_text(r, line, &text, err)) != 0)
		return ret;
	if ((ret = value_url(r, line, text, rule, NULL, err)) != 0) {
		free(text);
		return ret;
	}
	*ret_text = text;
	return 0;
}

int setting_issuer(struct resolve *r, const struct key_line *line, struct err *err)
{
	return set_url(r, line, URL_PLAIN, &r->profile->issuer, err);
}

int setting_token_endpoint(struct resolve *r, const struct key_line *line, struct err *err)
{
	return set_url(r, line, URL_WITH_QUERY, &r->profile->token_endpoint, err);
}

int setting_discovery(struct resolve *r, const struct key_line *line, struct err *err)
{
	static const char *const words[] = { "auto", "smart", "oauth", "oidc", NULL };
	static const enum discovery of[] = { DISCOVERY_AUTO, DISCOVERY_SMART, DISCOVERY_OAUTH,
					     DISCOVERY_OIDC };
	size_t i;
	int ret;

	if (line->n == 1 && strstr(line->values[0].text, "://") != NULL) {
		r->profile->discovery = DISCOVERY_URL;
		return set_url(r, line, URL_WITH_QUERY, &r->profile->discovery_url, err);
	}
	if ((ret = value_word(line, words, &i, err)) == 0)
		r->profile->discovery = of[i];
	return ret;
}

int setting_allow_origin(struct resolve *r, const struct key_line *line, struct err *err)
{
	char *text = NULL;
	char *origin;
	struct url *url = NULL;
	int ret;

	if ((ret = value_text(r, line, &text, err)) != 0 ||
	    (ret = value_url(r, line, text, URL_ORIGIN, &url, err)) != 0)
		goto out;
	origin = url_origin(url);
	ret = origin != NULL ? value_append(&r->profile->allow_origins, &r->profile->nallow_origins,
					    origin, err)
			     : err_nomem(err);
out:
	url_free(&url);
	free(text);
	return ret;
}
