/* What each key does to a profile: the keys that need more than a check of their value, and the
 * table. */
#include "base/limits.h"
#include "config/strings.h"
#include "config/target.h"
#include "config/resolve.h"

#define LETTERS_AND_DIGITS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static int set_target(struct resolve *r, const struct key_line *line, struct err *err)
{
	struct expand e = { .profile = r->expand.profile };
	char *pattern = NULL, *written = NULL, *origin = NULL, *canonical;
	const struct location *at;
	const char *text, *why;
	struct url *url = NULL;
	struct target target;
	bool tenant = false;
	int ret;

	if ((ret = value_one(line, &text, err)) != 0)
		return ret;
	at = &line->values[0].at;
	if ((ret = expand_text(&e, text, at, &pattern, &tenant, err)) != 0)
		goto out;
	if ((why = target_parse(pattern, TARGET_CONFIGURED, &target)) != NULL) {
		ret = location_fault(err, REASON_CONFIG_BAD_URL, at, "%s", why);
		goto out;
	}
	if (!tenant && r->literal_target.file == NULL)
		r->literal_target = *at;
	if ((ret = expand_text(&r->expand, text, at, &written, &r->uses_tenant, err)) != 0 ||
	    (ret = value_url(r, line, written, URL_PLAIN, &url, err)) != 0)
		goto out;
	size_t len = strlen(url->path);
	if (len > 0 && url->path[len - 1] == '/')
		url->path[len - 1] = '\0';
	origin = url_origin(url);
	if (origin == NULL || asprintf(&canonical, "%s%s", origin, url->path) < 0)
		canonical = NULL;
	ret = strings_add(&r->profile->targets, &r->profile->ntargets, canonical, err);
out:
	url_free(&url);
	free(origin);
	free(written);
	free(pattern);
	return ret;
}

/* A URL that is kept as it is written: an issuer is compared byte by byte (RFC 8414, 3.3). */
static int set_url(struct resolve *r, const struct key_line *line, enum url_rule rule,
		   char **ret_text, struct err *err)
{
	char *text;
	int ret;

	if ((ret = value_text(r, line, &text, err)) != 0)
		return ret;
	if ((ret = value_url(r, line, text, rule, NULL, err)) == 0)
		*ret_text = text;
	else
		free(text);
	return ret;
}

static int set_discovery(struct resolve *r, const struct key_line *line, struct err *err)
{
	/* As in enum discovery. */
	static const char *const words[] = { "auto", "smart", "oauth", "oidc", NULL };
	unsigned i = DISCOVERY_URL;
	int ret;

	if (line->n == 1 && strstr(line->values[0].text, "://") != NULL)
		ret = set_url(r, line, URL_WITH_QUERY, &r->profile->discovery_url, err);
	else
		ret = value_word(line, words, &i, err);
	if (ret == 0)
		r->profile->discovery = (enum discovery)i;
	return ret;
}

static int set_allow_origin(struct resolve *r, const struct key_line *line, struct err *err)
{
	struct profile *p = r->profile;
	struct url *url = NULL;
	char *text = NULL;
	int ret;

	if ((ret = value_text(r, line, &text, err)) == 0 &&
	    (ret = value_url(r, line, text, URL_ORIGIN, &url, err)) == 0)
		ret = strings_add(&p->allow_origins, &p->nallow_origins, url_origin(url), err);
	url_free(&url);
	free(text);
	return ret;
}

static int set_client_auth(struct resolve *r, const struct key_line *line, struct err *err)
{
	/* The short forms stand in front of their registered names. */
	static const char *const words[] = { "auto",
					     "basic",
					     "client_secret_basic",
					     "post",
					     "client_secret_post",
					     "client_secret_jwt",
					     "private_key_jwt",
					     "tls_client_auth",
					     "self_signed_tls_client_auth",
					     "assertion",
					     NULL };
	unsigned i;
	int ret = value_word(line, words, &i, err);

	if (ret == 0)
		r->profile->client_auth = i == 0 ? NULL : words[i + (i == 1 || i == 3)];
	return ret;
}

/* An absolute URI (RFC 3986, 4.3) without a fragment. */
static bool is_uri(const char *uri)
{
	size_t scheme = strspn(uri, LETTERS_AND_DIGITS "+-.");

	if (scheme == 0 || strchr("0123456789+-.", uri[0]) != NULL || uri[scheme] != ':' ||
	    uri[scheme + 1] == '\0')
		return false;
	for (const char *p = uri; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || strchr("#\"<>\\^`{|}", *p) != NULL)
			return false;
	return true;
}

/* RFC 7519, 4.1.3: what has a colon in it must be a URI. */
static int set_assertion_audience(struct resolve *r, const struct key_line *line, struct err *err)
{
	char *text;
	int ret = value_text(r, line, &text, err);

	if (ret != 0)
		return ret;
	free(r->profile->assertion_audience);
	r->profile->assertion_audience = text;
	if (strcmp(text, "issuer") == 0) {
		free(text);
		r->profile->assertion_audience = NULL;
	} else if (strcmp(text, "endpoint") != 0 && !is_uri(text)) {
		return value_fault(line, 0, "must be issuer, endpoint or a URI", err);
	}
	return 0;
}

/* RFC 7521, 4.2: an absolute URI. */
static int set_assertion_type(struct resolve *r, const struct key_line *line, struct err *err)
{
	char *text;
	int ret = value_text(r, line, &text, err);

	if (ret != 0)
		return ret;
	free(r->profile->assertion_type);
	r->profile->assertion_type = text;
	return is_uri(text) && strlen(text) <= LIMIT_CLIENT_ID
		       ? 0
		       : value_fault(line, 0,
				     "must be a URI, such as "
				     "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
				     err);
}

static int set_assertion_alg(struct resolve *r, const struct key_line *line, struct err *err)
{
	/* RFC 7518, 3.1; RFC 8037, 3.1. */
	static const char *const words[] = { "auto",  "RS256", "RS384", "RS512", "PS256",
					     "PS384", "PS512", "ES256", "ES384", "ES512",
					     "EdDSA", "HS256", "HS384", "HS512", NULL };
	unsigned i;
	int ret = value_word(line, words, &i, err);

	if (ret == 0)
		r->profile->assertion_alg = i > 0 ? words[i] : NULL;
	return ret;
}

static int set_resource(struct resolve *r, const struct key_line *line, struct err *err)
{
	char *uri;
	int ret;

	if ((ret = value_text(r, line, &uri, err)) != 0)
		return ret;
	/* RFC 8707, 2. */
	if (is_uri(uri))
		return strings_add(&r->profile->resources, &r->profile->nresources, uri, err);
	free(uri);
	return value_fault(line, 0, "must be an absolute URI without a fragment (RFC 8707)", err);
}

/* RFC 6749, 3.3: tokens of %x21 / %x23-5B / %x5D-7E. */
static bool is_scope_token(const char *token)
{
	for (const char *p = token; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || *p == '"' || *p == '\\')
			return false;
	return *token != '\0';
}

static int set_scope(struct resolve *r, const struct key_line *line, struct err *err)
{
	struct buf b = BUF_INIT;
	int ret = line->n > 0 ? 0 : value_fault(line, 0, "needs at least one word", err);

	for (size_t i = 0; i < line->n && ret == 0; i++) {
		const struct lex_word *word = &line->values[i];
		char *token = NULL;
		ret = expand_text(&r->expand, word->text, &word->at, &token, &r->uses_tenant, err);
		if (ret == 0 && !is_scope_token(token))
			ret = location_fault(err, REASON_CONFIG_BAD_VALUE, &word->at,
					     "a scope is a word of printable ASCII without "
					     "\" and \\ (RFC 6749)");
		/* Inside a scope a comma may have a meaning for the server. */
		if (ret == 0 && (token[0] == ',' || token[strlen(token) - 1] == ','))
			ret = location_fault(err, REASON_CONFIG_BAD_VALUE, &word->at,
					     "separate scopes by blanks, without a comma");
		if (ret == 0)
			buf_printf(&b, "%s%s", i > 0 ? " " : "", token);
		free(token);
	}
	if (ret == 0 && (buf_error(&b) || (r->profile->scope = strdup(buf_str(&b))) == NULL))
		ret = err_nomem(err);
	buf_free(&b);
	return ret;
}

/* One file has one spelling: a path is compared with those of other profiles. */
static bool is_plain_path(const char *path)
{
	for (const char *slash = path; slash != NULL; slash = strchr(slash + 1, '/')) {
		size_t len = strcspn(slash + 1, "/");
		if (len == 0 || (len <= 2 && strspn(slash + 1, ".") == len))
			return false;
	}
	return true;
}

static int set_token_file(struct resolve *r, const struct key_line *line, struct err *err)
{
	const bool before = r->uses_tenant;
	char **path = &r->profile->token_file;
	int ret;

	r->uses_tenant = false;
	ret = value_path(r, line, path, err);
	r->token_file_shared = !r->uses_tenant;
	r->uses_tenant = r->uses_tenant || before;
	return ret != 0 || is_plain_path(*path)
		       ? ret
		       : value_fault(line, 0, "must be a file, without //, /./ and /../ in it",
				     err);
}

static int set_token_file_mode(struct resolve *r, const struct key_line *line, struct err *err)
{
	static const char *const words[] = { "0600", "0640", "0644", NULL };
	static const unsigned modes[] = { 0600, 0640, 0644 };
	unsigned i = 0;
	int ret = value_word(line, words, &i, err);

	if (ret == 0)
		r->profile->token_file_mode = modes[i];
	return ret;
}

static int check_param_name(const struct profile *p, const char *name, const struct location *at,
			    struct err *err)
{
	static const char *const sent[] = { "grant_type",
					    "client_id",
					    "client_secret",
					    "client_assertion",
					    "client_assertion_type",
					    "audience",
					    "resource",
					    "scope",
					    NULL };

	if (strings_find(sent, name) >= 0)
		return location_fault(err, REASON_CONFIG_BAD_VALUE, at,
				      "param may not be %s, which ccred sends itself", name);
	if (p->nparams == LIMIT_PARAMS)
		return location_fault(err, REASON_CONFIG_LIMIT, at,
				      "a profile has at most %d lines of param", LIMIT_PARAMS);
	for (size_t i = 0; i < p->nparams; i++)
		if (strcmp(p->params[i].name, name) == 0)
			return location_fault(err, REASON_CONFIG_DUPLICATE, at,
					      "param %.64s stands twice: a field may be sent once "
					      "only (RFC 6749)",
					      name);
	return 0;
}

static int set_param(struct resolve *r, const struct key_line *line, struct err *err)
{
	struct profile *p = r->profile;
	struct param *params;
	char *text;
	size_t len;
	int ret;

	if ((ret = value_text(r, line, &text, err)) != 0)
		return ret;
	/* RFC 6749, 8.2: param-name = 1*name-char. */
	len = strspn(text, LETTERS_AND_DIGITS "-._");
	if (len == 0 || text[len] != '=') {
		ret = value_fault(line, 0,
				  "has the form NAME=VALUE, the name of letters, digits and "
				  ". _ - (RFC 6749)",
				  err);
	} else {
		text[len] = '\0';
		ret = check_param_name(p, text, &line->values[0].at, err);
	}
	if (ret == 0 && (params = reallocarray(p->params, p->nparams + 1, sizeof(*params))) == NULL)
		ret = err_nomem(err);
	if (ret != 0) {
		free(text);
		return ret;
	}
	p->params = params;
	params[p->nparams] = (struct param){ .name = text, .value = strdup(text + len + 1) };
	return params[p->nparams++].value != NULL ? 0 : err_nomem(err);
}

#define TO(of, name) .kind = VALUE_##of, .offset = offsetof(struct profile, name)
#define YES_NO .words = { "yes", "no" }
#define KEY_ROW(id, name, ...) { name, KEY_##id, __VA_ARGS__ },
static const struct key keys[N_KEYS] = { KEY_TABLE(KEY_ROW) };

const struct key *key_find(const char *name)
{
	for (size_t i = 0; i < N_KEYS; i++)
		if (strcmp(keys[i].name, name) == 0)
			return &keys[i];
	return NULL;
}

struct key_line key_line_of(const struct lex *lex)
{
	return (struct key_line){ key_find(lex->words[0].text), &lex->words[0].at, lex->words + 1,
				  lex->n - 1 };
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

/* Puts a text in place of the one that is there. */
static int set_text(struct resolve *r, const struct key_line *line, char **member, struct err *err)
{
	const struct key *key = line->key;
	char *text;
	int ret = value_text(r, line, &text, err);

	if (ret != 0)
		return ret;
	free(*member);
	*member = text;
	return key->max == 0 || strlen(text) <= key->max
		       ? 0
		       : location_fault(err, REASON_CONFIG_BAD_VALUE, &line->values[0].at,
					"%s is longer than %u bytes", key->name, key->max);
}

int setting_apply(struct resolve *r, const struct key_line *line, struct err *err)
{
	const struct key *key = line->key;
	void *member = (char *)r->profile + key->offset;
	unsigned i;
	int ret;

	switch (key->kind) {
	case VALUE_TEXT:
		return set_text(r, line, member, err);
	case VALUE_PATH:
		return value_path(r, line, member, err);
	case VALUE_URL:
		return set_url(r, line, key->rule, member, err);
	case VALUE_NUMBER:
		return value_number(line, member, err);
	case VALUE_SWITCH:
		if ((ret = value_word(line, key->words, &i, err)) == 0)
			*(bool *)member = i == key->on;
		return ret;
	case VALUE_WORD:
		return value_word(line, key->words, member, err);
	default:
		return key->set(r, line, err);
	}
}
