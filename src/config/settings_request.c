/* The keys that say who asks for a token, and for what. */
#include "base/banned.h"
#include "config/settings.h"

#include "base/limits.h"
#include "config/value.h"

int setting_client_id(struct resolve *r, const struct key_line *line, struct err *err)
{
	struct location at = value_place(line, 0);
	char *id;
	int ret;

	if ((ret = value_text(r, line, &id, err)) != 0)
		return ret;
	r->profile->client_id = id;
	if (strlen(id) > LIMIT_CLIENT_ID)
		return location_fault(err, REASON_CONFIG_BAD_VALUE, &at,
				      "client-id is longer than %d bytes", LIMIT_CLIENT_ID);
	return 0;
}

int setting_audience(struct resolve *r, const struct key_line *line, struct err *err)
{
	return value_text(r, line, &r->profile->audience, err);
}

/* RFC 8707, 2: an absolute URI (RFC 3986, 4.3) without a fragment. */
static bool is_resource(const char *uri)
{
	size_t scheme =
		strspn(uri, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

	if (scheme == 0 || uri[scheme] != ':' || uri[scheme + 1] == '\0' ||
	    !((uri[0] >= 'a' && uri[0] <= 'z') || (uri[0] >= 'A' && uri[0] <= 'Z')))
		return false;
	for (const char *p = uri; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || strchr("#\"<>\\^`{|}", *p) != NULL)
			return false;
	return true;
}

int setting_resource(struct resolve *r, const struct key_line *line, struct err *err)
{
	struct location at = value_place(line, 0);
	char *uri;
	int ret;

	if ((ret = value_text(r, line, &uri, err)) != 0)
		return ret;
	if (!is_resource(uri)) {
		free(uri);
		return location_fault(err, REASON_CONFIG_BAD_VALUE, &at,
				      "resource must be an absolute URI without a fragment "
				      "(RFC 8707)");
	}
	return value_append(&r->profile->resources, &r->profile->nresources, uri, err);
}

/* RFC 6749, 3.3: tokens of %x21 / %x23-5B / %x5D-7E. */
static bool is_scope_token(const char *token)
{
	for (; *token != '\0'; token++)
		if (*token <= ' ' || *token > '~' || *token == '"' || *token == '\\')
			return false;
	return true;
}

int setting_scope(struct resolve *r, const struct key_line *line, struct err *err)
{
	struct buf b = BUF_INIT;
	int ret = 0;

	for (size_t i = 0; i < line->n && ret == 0; i++) {
		struct location at = value_place(line, i);
		char *token = NULL;
		ret = expand_text(&r->expand, line->values[i].text, &at, &token, &r->uses_tenant,
				  err);
		if (ret == 0 && (*token == '\0' || !is_scope_token(token)))
			ret = location_fault(err, REASON_CONFIG_BAD_VALUE, &at,
					     "a scope is a word of printable ASCII without "
					     "\" and \\ (RFC 6749)");
		if (ret == 0)
			buf_printf(&b, "%s%s", i > 0 ? " " : "", token);
		free(token);
	}
	if (ret == 0 && line->n == 0)
		ret = location_fault(err, REASON_CONFIG_BAD_VALUE, &line->at,
				     "scope needs at least one word");
	if (ret == 0 && (buf_error(&b) || (r->profile->scope = strdup(buf_str(&b))) == NULL))
		ret = err_nomem(err);
	buf_free(&b);
	return ret;
}

/* RFC 6749, 8.2: param-name = 1*name-char. */
static bool is_param_name(const char *name)
{
	return *name != '\0' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") ==
		       strlen(name);
}

static int check_param_name(const struct profile *p, const char *name, const struct location *at,
			    struct err *err)
{
	static const char *const sent[] = { "grant_type", "client_id", "client_secret",
					    "audience",   "resource",  "scope" };

	for (size_t i = 0; i < sizeof(sent) / sizeof(sent[0]); i++)
		if (strcmp(sent[i], name) == 0)
			return location_fault(err, REASON_CONFIG_BAD_VALUE, at,
					      "param may not be %s, which ccred sends itself",
					      name);
	for (size_t i = 0; i < p->nparams; i++)
		if (strcmp(p->params[i].name, name) == 0)
			return location_fault(err, REASON_CONFIG_DUPLICATE, at,
					      "param %.64s stands twice: a field may be sent once "
					      "only (RFC 6749)",
					      name);
	return 0;
}

int setting_param(struct resolve *r, const struct key_line *line, struct err *err)
{
	struct location at = value_place(line, 0);
	struct profile *p = r->profile;
	struct param *params;
	char *text = NULL, *value;
	int ret;

	if ((ret = value_text(r, line, &text, err)) != 0)
		return ret;
	if ((value = strchr(text, '=')) != NULL)
		*value++ = '\0';
	if (value == NULL || !is_param_name(text))
		ret = location_fault(err, REASON_CONFIG_BAD_VALUE, &at,
				     "param has the form NAME=VALUE, the name of letters, "
				     "digits and . _ - (RFC 6749)");
	else
		ret = check_param_name(p, text, &at, err);
	if (ret == 0 && (params = reallocarray(p->params, p->nparams + 1, sizeof(*params))) == NULL)
		ret = err_nomem(err);
	if (ret != 0) {
		free(text);
		return ret;
	}
	p->params = params;
	params[p->nparams] = (struct param){ .name = text, .value = strdup(value) };
	return params[p->nparams++].value != NULL ? 0 : err_nomem(err);
}
