/* The metadata of an API, a protected resource (RFC 9728): of which authorization servers it takes
 * tokens. */
#pragma once

#include "oauth/discovery.h"

struct resource_metadata {
	char *document_url;
	/* As the document writes it: the resource of a token request (RFC 8707). */
	char *resource;
	/* Their issuers, at least one, with a blank between two. */
	char *servers;
	/* Blank-separated; NULL: not said, or of a form that no request can have. */
	char *scopes;
	/* Set alone: the API names a document on this origin, which is another one, and was not
	 * asked. */
	char *elsewhere;
};

/* Frees what it holds; it can be used again. */
void resource_metadata_clear(struct resource_metadata *m);

/* Where the document of an API lies: the well-known part is put between host and path (RFC 9728,
 * 3.1). of_origin: that of the whole server. The caller frees; NULL: no memory. */
char *resource_document_url(const char *api, bool of_origin);

/*
 * Whether a document that names this resource may speak for the API: the resource is the URL of the
 * API, or the same without some of the end of its path, on the same origin. RFC 9728, 3.3, wants the
 * URL itself. APIs name themselves once for all their URLs; draft-mcguinness-oauth-rfc9728bis has the
 * same rule. So no API can speak for another server.
 */
bool resource_is_of(const char *resource, const char *api);

/* Reads a document and checks it: its resource, and that its servers are https (http to loopback
 * where that is allowed), without a query. */
enum document resource_read(const struct oauth_config *config, const char *api, const char *url,
			    const struct buf *body, struct resource_metadata *ret_metadata,
			    struct err *err);

/* Takes the scopes of a challenge in place of those of the document, if a request can have them.
 * Returns 0 or EXIT_OS. */
int resource_take_scopes(struct resource_metadata *m, const char *scopes, struct err *err);

/*
 * Asks for the document: the named one, unless it is NULL, else at the two well-known places. Of the
 * configuration count the certificate authorities, allow-http-loopback, and the allowed origins,
 * where a named document may be, too. Returns 0, EXIT_PROTOCOL (there is none, or it is bad),
 * EXIT_DENIED (a plain http one is named), or as http_send.
 */
int resource_look(const struct oauth_config *config, const char *api, const char *named,
		  int64_t deadline_ms, struct resource_metadata *ret_metadata, struct err *err);

/* Calls the API without a token, for the document that its challenge names and the scopes that it
 * wants, and looks. Returns as resource_look. */
int resource_discover(const struct oauth_config *config, const char *api, int64_t deadline_ms,
		      struct resource_metadata *ret_metadata, struct err *err);
