/* The pure part of discovery: where metadata lie, and how a document is read. */
#include "oauth/discovery.h"
#include "base/text.h"
#include "base/url.h"
#include "http/json.h"

void oauth_metadata_clear(struct oauth_metadata *m)
{
	for (int i = 0; i < N_OAUTH_OPERATIONS; i++) {
		free(m->endpoints[i].url);
		free(m->endpoints[i].methods);
		free(m->endpoints[i].algs);
		free(m->endpoints[i].mtls_url);
	}
	free(m->document_url);
	free(m->issuer);
	free(m->dpop_algs);
	free(m->scopes);
	*m = (struct oauth_metadata){ 0 };
}

char *discovery_url(const char *issuer, int kind)
{
	static const char *const well_known[] = {
		[OAUTH_DISCOVERY_SMART] = "/.well-known/smart-configuration",
		[OAUTH_DISCOVERY_OAUTH] = "/.well-known/oauth-authorization-server",
		[OAUTH_DISCOVERY_OIDC] = "/.well-known/openid-configuration",
	};
	bool before = kind == OAUTH_DISCOVERY_OAUTH;
	struct url *u = NULL;
	char *origin = NULL, *url = NULL;

	if (url_parse(issuer, &u, NULL) == 0 && (origin = url_origin(u)) != NULL) {
		int path = (int)strlen(u->path);
		while (path > 0 && u->path[path - 1] == '/')
			path--;
		if (asprintf(&url, "%s%s%.*s%s", origin, before ? well_known[kind] : "", path,
			     u->path, before ? "" : well_known[kind]) < 0)
			url = NULL;
	}
	free(origin);
	url_free(&u);
	return url;
}

/* Reads an array of words. Returns 0 and the list (NULL: it is not there), or -1 without memory. */
static int read_words(struct json_object *object, const char *name, char **ret_words)
{
	struct buf words = BUF_INIT;

	*ret_words = NULL;
	if (json_words(object, name, &words) != JSON_OK)
		return 0;
	if (!buf_error(&words))
		*ret_words = strdup(buf_str(&words));
	buf_free(&words);
	return *ret_words != NULL ? 0 : -1;
}

/* A document that the profile names by its URL need not state an issuer. If it does, it must be the
 * right one. */
static int check_issuer(const struct oauth_config *config, int kind, const char *url,
			struct json_object *object, struct err *err)
{
	const char *issuer = NULL;
	enum json_kind found = json_string(object, "issuer", &issuer);

	if (kind == OAUTH_DISCOVERY_SMART || config->issuer == NULL ||
	    (kind == OAUTH_DISCOVERY_URL && found == JSON_ABSENT))
		return 0;
	if (found != JSON_OK)
		return err_set(err, REASON_ISSUER_MISSING,
			       "the metadata at %s name no issuer: the server breaks RFC 8414, 2",
			       url);
	if (strcmp(issuer, config->issuer) != 0)
		return err_set(
			err, REASON_ISSUER_MISMATCH,
			"the metadata at %s are of the issuer %.200s: write exactly this as issuer "
			"if you trust it",
			url, issuer);
	return 0;
}

/* Returns 0 or EXIT_OS. */
static int is_allowed(const struct oauth_config *config, const struct url *endpoint,
		      bool *ret_allowed)
{
	bool same = config->any_origin;
	int r = 0;

	for (size_t i = 0; i <= config->nallow_origins && !same && r != EXIT_OS; i++) {
		const char *origin = i > 0 ? config->allow_origins[i - 1] : config->issuer;
		struct url *u = NULL;
		same = origin != NULL && (r = url_parse(origin, &u, NULL)) == 0 &&
		       url_same_origin(u, endpoint);
		url_free(&u);
	}
	*ret_allowed = same;
	return r == EXIT_OS ? r : 0;
}

int discovery_check_endpoint(const struct oauth_config *config, const char *url, const char *name,
			     const char *endpoint, struct err *err)
{
	struct url *u = NULL;
	struct err why = { 0 };
	bool allowed = false;
	int r = url_parse(endpoint, &u, &why);

	if (r == EXIT_OS || (r == 0 && is_allowed(config, u, &allowed) != 0)) {
		url_free(&u);
		return err_nomem(err);
	}
	if (r != 0)
		return err_set(err, REASON_ENDPOINT_MALFORMED, "the %s in %s is no URL: %s", name,
			       url, why.text);
	if (!u->https && !(config->allow_http_loopback && url_is_loopback(u))) {
		r = err_set(err, REASON_PLAIN_HTTP,
			    "the %s in %s is not https: nothing is sent there", name, url);
	} else if (!allowed) {
		char *origin = url_origin(u);
		r = err_set(err, REASON_ENDPOINT_ELSEWHERE,
			    "the %s is on another server: add allow-origin %s if you trust it",
			    name, origin != NULL ? origin : "of it");
		free(origin);
	}
	url_free(&u);
	return r;
}

/* Reads a text. Returns 0 and the text (NULL: it is not there), or -1 without memory. If it is no
 * text, it is empty. */
static int read_text(struct json_object *object, const char *name, char **ret_text)
{
	const char *text = NULL;
	enum json_kind found = json_string(object, name, &text);

	*ret_text = found == JSON_ABSENT ? NULL : strdup(found == JSON_OK ? text : "");
	return found == JSON_ABSENT || *ret_text != NULL ? 0 : -1;
}

/* Reads the URL and the methods of an endpoint. Returns 0, or -1 without memory: then it is not
 * known whether the server offers the endpoint. */
static int read_endpoint(struct json_object *object, enum oauth_operation operation,
			 struct oauth_endpoint *ret_endpoint)
{
	static const char *const names[] = {
		[OAUTH_GRANT] = "token_endpoint",
		[OAUTH_REVOKE] = "revocation_endpoint",
		[OAUTH_INTROSPECT] = "introspection_endpoint",
	};
	char methods[64], algs[64];
	struct json_object *aliases = NULL;

	/* If it is no text, it is no URL either, and refused when it is used. */
	if (read_text(object, names[operation], &ret_endpoint->url) != 0)
		return -1;
	if (ret_endpoint->url == NULL)
		return 0;
	snprintf(methods, sizeof(methods), "%s_auth_methods_supported", names[operation]);
	snprintf(algs, sizeof(algs), "%s_auth_signing_alg_values_supported", names[operation]);
	if (read_words(object, methods, &ret_endpoint->methods) != 0 ||
	    read_words(object, algs, &ret_endpoint->algs) != 0)
		return -1;
	return json_inner(object, "mtls_endpoint_aliases", &aliases) != JSON_OK
		       ? 0
		       : read_text(aliases, names[operation], &ret_endpoint->mtls_url);
}

static int read_members(struct json_object *object, const char *url, struct oauth_metadata *m)
{
	char *grants, missing[64];

	for (int i = 0; i < N_OAUTH_OPERATIONS; i++)
		if (read_endpoint(object, (enum oauth_operation)i, &m->endpoints[i]) != 0)
			return -1;
	if (read_words(object, "grant_types_supported", &grants) != 0)
		return -1;
	m->grants_known = grants != NULL;
	m->grant_client_credentials =
		grants != NULL &&
		text_missing("client_credentials", grants, missing, sizeof(missing))[0] == '\0';
	free(grants);
	(void)json_flag(object, "tls_client_certificate_bound_access_tokens",
			&m->certificate_bound);
	m->document_url = strdup(url);
	return m->document_url == NULL || read_text(object, "issuer", &m->issuer) != 0 ||
			       read_words(object, "dpop_signing_alg_values_supported",
					  &m->dpop_algs) != 0
		       ? -1
		       : read_words(object, "scopes_supported", &m->scopes);
}

enum document discovery_read(const struct oauth_config *config, int kind, const char *url,
			     const struct buf *body, struct oauth_metadata *ret_metadata,
			     struct err *err)
{
	struct oauth_metadata m = { 0 };
	struct json_object *object = NULL;
	const char *endpoint = NULL;
	int r;

	if ((r = json_read(buf_str(body), body->len, &object)) == EXIT_OS) {
		err_nomem(err);
		goto out;
	}
	if (r != 0)
		return DOCUMENT_NONE;
	if ((r = check_issuer(config, kind, url, object, err)) != 0)
		goto out;
	if (json_string(object, "token_endpoint", &endpoint) != JSON_OK)
		r = err_set(err, REASON_TOKEN_ENDPOINT_MISSING,
			    "the metadata at %s have no token_endpoint: set token-endpoint", url);
	else if ((r = discovery_check_endpoint(config, url, "token_endpoint", endpoint, err)) ==
			 0 &&
		 read_members(object, url, &m) != 0)
		r = err_nomem(err);
	if (r == 0)
		*ret_metadata = m;
	else
		oauth_metadata_clear(&m);
out:
	json_release(object);
	return r == 0 ? DOCUMENT_USED : DOCUMENT_BAD;
}
