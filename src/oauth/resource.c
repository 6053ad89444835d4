/* The pure part of a protected resource's metadata: where the document lies, and how it is read. */
#include "oauth/resource.h"
#include "base/text.h"
#include "base/url.h"
#include "http/json.h"

#include <strings.h>

#define WELL_KNOWN "/.well-known/oauth-protected-resource"
/* Of the authorization servers of one API, which a person chooses from. */
#define SERVERS_MAX 16
/* Of all scopes; a line of the configuration has room for them. */
#define SCOPES_MAX 4096

void resource_metadata_clear(struct resource_metadata *m)
{
	free(m->document_url);
	free(m->resource);
	free(m->servers);
	free(m->scopes);
	free(m->elsewhere);
	*m = (struct resource_metadata){ 0 };
}

char *resource_document_url(const char *api, bool of_origin)
{
	struct url *u = NULL;
	char *origin = NULL, *url = NULL;

	if (url_parse(api, &u, NULL) == 0 && (origin = url_origin(u)) != NULL) {
		bool root = of_origin || strcmp(u->path, "/") == 0;
		if (asprintf(&url, "%s" WELL_KNOWN "%s", origin, root ? "" : u->path) < 0)
			url = NULL;
	}
	free(origin);
	url_free(&u);
	return url;
}

/* A URL that the configuration can hold: ASCII, and no braces, which it takes for its own. */
static bool is_url(const char *text, struct url_parts *parts)
{
	for (const char *p = text; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~' || strchr("^`{|}", *p) != NULL)
			return false;
	return url_check(text, parts) == NULL;
}

bool resource_is_of(const char *resource, const char *api)
{
	struct url_parts r, a;
	size_t len;

	if (!is_url(resource, &r) || url_check(api, &a) != NULL || *r.rest != '\0' ||
	    r.https != a.https || r.port != a.port || r.host_len != a.host_len ||
	    strncasecmp(r.host, a.host, a.host_len) != 0)
		return false;
	for (len = r.path_len; len > 0 && r.path[len - 1] == '/'; len--)
		;
	return len <= a.path_len && memcmp(r.path, a.path, len) == 0 &&
	       (len == a.path_len || a.path[len] == '/');
}

static int check_resource(struct json_object *object, const char *api, const char *url,
			  struct err *err)
{
	const char *resource = NULL;
	bool said = json_string(object, "resource", &resource) == JSON_OK;

	if (said && resource_is_of(resource, api))
		return 0;
	return err_set(err, REASON_RESOURCE_MISMATCH, "the metadata at %s are of %.200s, not of %s",
		       url, said ? resource : "no resource", api);
}

/* Reads authorization_servers. */
static int read_servers(const struct oauth_config *config, struct json_object *object,
			const char *url, struct buf *servers, struct err *err)
{
	static const char name[] = "authorization_servers";
	const char *server = NULL;
	struct url_parts p;
	enum json_kind kind = JSON_ABSENT;
	size_t i;

	for (i = 0; (kind = json_element(object, name, i, &server)) == JSON_OK; i++) {
		if (i == SERVERS_MAX)
			return err_set(err, REASON_RESOURCE_METADATA,
				       "the metadata at %s name more than %d %s", url, SERVERS_MAX,
				       name);
		if (!is_url(server, &p) || *p.rest != '\0')
			return err_set(err, REASON_RESOURCE_METADATA,
				       "%s in %s has %.200s, which is no URL of an issuer", name,
				       url, server);
		if (!p.https &&
		    !(config->allow_http_loopback && url_host_is_loopback(p.host, p.host_len)))
			return err_set(err, REASON_PLAIN_HTTP,
				       "%s in %s has %.200s, which is not https", name, url,
				       server);
		buf_puts(servers, i > 0 ? " " : "");
		buf_puts(servers, server);
	}
	if (i > 0 && kind == JSON_ABSENT)
		return 0;
	return err_set(err, REASON_RESOURCE_METADATA, "the metadata at %s name no %s%s", url, name,
		       kind == JSON_OTHER ? ", but something else" : "");
}

/* RFC 6749, 3.3. The configuration takes a word in braces for its own. */
static bool are_scopes(const char *text)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~' || strchr("\"\\{}", text[i]) != NULL)
			return false;
	return strspn(text, " ") < len && len <= SCOPES_MAX;
}

int resource_take_scopes(struct resource_metadata *m, const char *scopes, struct err *err)
{
	if (!are_scopes(scopes))
		return 0;
	free(m->scopes);
	return (m->scopes = strdup(scopes)) != NULL ? 0 : err_nomem(err);
}

static int read_members(const struct oauth_config *config, struct json_object *object,
			const char *api, const char *url, struct resource_metadata *m,
			struct err *err)
{
	struct buf servers = BUF_INIT, scopes = BUF_INIT;
	const char *resource = NULL;
	int r;

	if ((r = check_resource(object, api, url, err)) != 0 ||
	    (r = read_servers(config, object, url, &servers, err)) != 0)
		goto out;
	(void)json_string(object, "resource", &resource);
	(void)json_words(object, "scopes_supported", &scopes);
	m->document_url = strdup(url);
	m->resource = strdup(resource);
	m->servers = strdup(buf_str(&servers));
	if (m->document_url == NULL || m->resource == NULL || m->servers == NULL ||
	    buf_error(&servers) || buf_error(&scopes))
		r = err_nomem(err);
	else
		r = resource_take_scopes(m, buf_str(&scopes), err);
out:
	buf_free(&servers);
	buf_free(&scopes);
	return r;
}

enum document resource_read(const struct oauth_config *config, const char *api, const char *url,
			    const struct buf *body, struct resource_metadata *ret_metadata,
			    struct err *err)
{
	struct resource_metadata m = { 0 };
	struct json_object *object = NULL;
	int r = json_read(buf_str(body), body->len, &object);

	if (r != 0 && r != EXIT_OS)
		return DOCUMENT_NONE;
	r = r != 0 ? err_nomem(err) : read_members(config, object, api, url, &m, err);
	json_release(object);
	if (r == 0) {
		resource_metadata_clear(ret_metadata);
		*ret_metadata = m;
		return DOCUMENT_USED;
	}
	resource_metadata_clear(&m);
	return DOCUMENT_BAD;
}
