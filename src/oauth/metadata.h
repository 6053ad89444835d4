/* The metadata of an authorization server, as far as they matter here (RFC 8414, 2). */
#ifndef CCRED_OAUTH_METADATA_H
#define CCRED_OAUTH_METADATA_H

#include <stdbool.h>

#include "oauth/oauth.h"

struct oauth_endpoint {
	/* As the document has it; NULL: not offered. That of OAUTH_GRANT is always there and checked. The others
	 * are checked when they are used. */
	char *url;
	/* The methods of client authentication, blank-separated; NULL: not said. */
	char *methods;
};

struct oauth_metadata {
	/* By enum oauth_operation. */
	struct oauth_endpoint endpoints[N_OAUTH_OPERATIONS];
	/* Where they come from; NULL: token-endpoint is configured. */
	char *document_url;
	/* An earlier process has kept the document: the server may have another one now. */
	bool kept;
	/* Whether grant_types_supported is there, and has client_credentials. */
	bool grants_known, grant_client_credentials;
	/* scopes_supported, blank-separated; NULL: not said. */
	char *scopes;
};

/* Frees what it holds; it can be used again. */
void oauth_metadata_clear(struct oauth_metadata *m);

/* The methods of client authentication at the endpoint of an operation: its own, else those of the token
 * endpoint. NULL: not said. */
const char *oauth_metadata_methods(const struct oauth_metadata *m, enum oauth_operation operation);

#endif
