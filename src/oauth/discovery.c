/* The pure part of discovery: where metadata lies, and what of a document counts. */
#include "base/banned.h"
#include "oauth/discovery.h"
#include "base/url.h"
#include "http/json.h"

static const char *well_known(int kind)
{
	switch (kind) {
	case OAUTH_DISCOVERY_SMART:
		return "/.well-known/smart-configuration";
	case OAUTH_DISCOVERY_OAUTH:
		return "/.well-known/oauth-authorization-server";
	default:
		return "/.well-known/openid-configuration";
	}
}

char *discovery_url(const char *issuer, int kind)
{
	struct buf b = BUF_INIT;
	struct url *u = NULL;
	char *origin = NULL, *url = NULL;

	if (url_parse(issuer, &u, NULL) != 0 || (origin = url_origin(u)) == NULL)
		goto out;
	size_t path = strlen(u->path);
	while (path > 0 && u->path[path - 1] == '/')
		path--;
	buf_puts(&b, origin);
	if (kind == OAUTH_DISCOVERY_OAUTH)
		buf_puts(&b, well_known(kind));
	buf_put(&b, u->path, path);
	if (kind != OAUTH_DISCOVERY_OAUTH)
		buf_puts(&b, well_known(kind));
	url = buf_error(&b) ? NULL : strdup(buf_str(&b));
out:
	buf_free(&b);
	free(origin);
	url_free(&u);
	return url;
}

void oauth_metadata_clear(struct oauth_metadata *m)
{
	free(m->token_endpoint);
	free(m->document_url);
	free(m->methods);
	free(m->scopes);
	free(m->revocation.url);
	free(m->introspection.url);
	*m = (struct oauth_metadata){ 0 };
}

const char *oauth_endpoint_url(const struct oauth_metadata *m, enum oauth_operation operation)
{
	switch (operation) {
	case OAUTH_REVOKE:
		return m->revocation.url;
	case OAUTH_INTROSPECT:
		return m->introspection.url;
	default:
		return m->token_endpoint;
	}
}

/* Words that are kept for people to read, blank-separated. */
static void add_word(const char *text, void *arg)
{
	struct buf *b = arg;

	if (b->len > 0)
		buf_putc(b, ' ');
	buf_puts(b, text);
}

struct methods {
	struct buf words;
	bool basic, post;
};

static void add_method(const char *text, void *arg)
{
	struct methods *m = arg;

	m->basic |= strcmp(text, "client_secret_basic") == 0;
	m->post |= strcmp(text, "client_secret_post") == 0;
	add_word(text, &m->words);
}

static void add_grant(const char *text, void *arg)
{
	struct oauth_metadata *m = arg;

	m->grant_client_credentials |= strcmp(text, "client_credentials") == 0;
}

/* A URL of the document's own need not be the issuer's; if it states one, it must be right. */
static int check_issuer(const struct oauth_config *config, int kind, const char *url,
			struct json_object *object, struct err *err)
{
	const char *issuer = NULL;
	enum json_kind found = json_text(object, "issuer", &issuer);

	if (kind == OAUTH_DISCOVERY_SMART || config->issuer == NULL)
		return 0;
	if (kind == OAUTH_DISCOVERY_URL && found == JSON_ABSENT)
		return 0;
	if (found != JSON_OK)
		return err_set(err, EXIT_PROTOCOL,
			       "the metadata at %s name no issuer: the server breaks RFC 8414, 2",
			       url);
	if (strcmp(issuer, config->issuer) != 0)
		return err_set(
			err, EXIT_PROTOCOL,
			"the metadata at %s are of the issuer %.200s: write exactly this as issuer "
			"if you trust it",
			url, issuer);
	return 0;
}

static bool allowed(const struct oauth_config *config, const struct url *endpoint)
{
	struct url *u = NULL;
	bool same = false;

	if (config->issuer != NULL && url_parse(config->issuer, &u, NULL) == 0)
		same = url_same_origin(u, endpoint);
	url_free(&u);
	for (size_t i = 0; i < config->nallow_origins && !same; i++) {
		if (url_parse(config->allow_origins[i], &u, NULL) == 0)
			same = url_same_origin(u, endpoint);
		url_free(&u);
	}
	return same;
}

int discovery_check_endpoint(const struct oauth_config *config, const char *url, const char *name,
			     const char *endpoint, struct err *err)
{
	struct url *u = NULL;
	struct err why = { 0 };
	int r = 0;

	if (url_parse(endpoint, &u, &why) != 0)
		return err_set(err, EXIT_PROTOCOL, "the %s in %s is no URL: %s", name, url,
			       why.text);
	if (strcmp(u->scheme, "https") != 0 &&
	    !(config->allow_http_loopback && url_is_loopback(u))) {
		r = err_set(err, EXIT_DENIED,
			    "the %s in %s is not https: the secret is not sent there", name, url);
	} else if (!allowed(config, u)) {
		char *origin = url_origin(u);
		r = err_set(err, EXIT_DENIED,
			    "the %s is on another server: add allow-origin %s if you trust it",
			    name, origin != NULL ? origin : "of it");
		free(origin);
	}
	url_free(&u);
	return r;
}

/* One of the endpoints that need not be there. Returns 0, or -1 without memory: not offered is not what
 * the server said then. */
static int read_endpoint(struct json_object *object, const char *name, const char *methods_name,
			 struct oauth_endpoint *ret_endpoint)
{
	struct methods methods = { .words = BUF_INIT };
	const char *url = NULL;
	enum json_kind found = json_text(object, name, &url);

	if (found == JSON_ABSENT)
		return 0;
	/* What is no text is no URL either, which whoever wants to use it is told. */
	ret_endpoint->url = strdup(found == JSON_OK ? url : "");
	ret_endpoint->auth_known = json_each(object, methods_name, add_method, &methods) == JSON_OK;
	ret_endpoint->auth_basic = methods.basic;
	ret_endpoint->auth_post = methods.post;
	buf_free(&methods.words);
	return ret_endpoint->url != NULL ? 0 : -1;
}

static int read_endpoints(struct json_object *object, struct oauth_metadata *m)
{
	int r = read_endpoint(object, "revocation_endpoint",
			      "revocation_endpoint_auth_methods_supported", &m->revocation);

	return r != 0 ? r
		      : read_endpoint(object, "introspection_endpoint",
				      "introspection_endpoint_auth_methods_supported",
				      &m->introspection);
}

enum document discovery_read(const struct oauth_config *config, int kind, const char *url,
			     const struct buf *body, struct oauth_metadata *ret_metadata,
			     struct err *err)
{
	struct oauth_metadata m = { 0 };
	struct json_object *object = NULL;
	const char *endpoint = NULL;
	struct buf scopes = BUF_INIT;
	struct methods methods = { .words = BUF_INIT };
	enum document result = DOCUMENT_BAD;

	if (json_read(buf_str(body), body->len, &object) != 0)
		return DOCUMENT_NONE;
	if (check_issuer(config, kind, url, object, err) != 0)
		goto out;
	if (json_text(object, "token_endpoint", &endpoint) != JSON_OK) {
		err_set(err, EXIT_PROTOCOL,
			"the metadata at %s have no token_endpoint: set token-endpoint", url);
		goto out;
	}
	if (discovery_check_endpoint(config, url, "token_endpoint", endpoint, err) != 0)
		goto out;
	m.auth_known = json_each(object, "token_endpoint_auth_methods_supported", add_method,
				 &methods) == JSON_OK;
	m.auth_basic = methods.basic;
	m.auth_post = methods.post;
	m.grants_known = json_each(object, "grant_types_supported", add_grant, &m) == JSON_OK;
	bool scopes_known = json_each(object, "scopes_supported", add_word, &scopes) == JSON_OK;
	m.token_endpoint = strdup(endpoint);
	m.document_url = strdup(url);
	m.methods = m.auth_known ? strdup(buf_str(&methods.words)) : NULL;
	m.scopes = scopes_known ? strdup(buf_str(&scopes)) : NULL;
	if (m.token_endpoint == NULL || m.document_url == NULL || read_endpoints(object, &m) != 0) {
		err_nomem(err);
		oauth_metadata_clear(&m);
		goto out;
	}
	*ret_metadata = m;
	result = DOCUMENT_USED;
out:
	buf_free(&methods.words);
	buf_free(&scopes);
	json_release(object, NULL);
	return result;
}
