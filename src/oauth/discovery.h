/* The pure part of discovery: where metadata lie, and how a document is read. */
#pragma once

#include "oauth/oauth.h"

/*
 * The URL of an issuer's document of one kind (OAUTH_DISCOVERY_SMART, OAUTH or OIDC). SMART App
 * Launch 2.0 and OpenID Connect Discovery 1.0, 4.1, append to the issuer; RFC 8414, 3.1, puts the
 * well-known part between host and path. The caller frees; NULL: no memory.
 */
char *discovery_url(const char *issuer, int kind);

/* How a document was read. */
enum document {
	DOCUMENT_USED,
	DOCUMENT_NONE, /* it is no JSON object: the server may have a document of another kind */
	DOCUMENT_BAD, /* it breaks the rules, or cannot be read; err says how */
};

/*
 * Reads a document and checks it: issuer byte for byte (RFC 8414, 3.3; OpenID Connect Discovery,
 * 4.3; SMART has no such rule), token endpoint present, https, and on the issuer's origin or an
 * allowed one (EXIT_DENIED, else EXIT_PROTOCOL).
 */
enum document discovery_read(const struct oauth_config *config, int kind, const char *url,
			     const struct buf *body, struct oauth_metadata *ret_metadata,
			     struct err *err);

/*
 * Checks that a secret may be sent to the endpoint of this name that url names: https (or
 * loopback, where that is allowed), and on the issuer's origin or an allowed one. Returns 0,
 * EXIT_PROTOCOL (it is no URL), EXIT_DENIED or EXIT_OS.
 */
int discovery_check_endpoint(const struct oauth_config *config, const char *url, const char *name,
			     const char *endpoint, struct err *err);
