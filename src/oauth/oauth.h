/* The types that this room shares: the configuration of a client, the metadata of a server, the
 * failure of a request. */
#pragma once

#include "base/param.h"
#include "http/http.h"

/* The documents of AUTO are the three behind it, in this order. */
enum {
	OAUTH_DISCOVERY_AUTO,
	OAUTH_DISCOVERY_SMART,
	OAUTH_DISCOVERY_OAUTH,
	OAUTH_DISCOVERY_OIDC,
	OAUTH_DISCOVERY_URL,
	OAUTH_DISCOVERY_NONE,
};

/* The strings are borrowed. The members mirror the keys of a profile (ccred.config(5)). */
struct oauth_config {
	/* NULL: token_endpoint is given. */
	const char *issuer;
	const char *token_endpoint;
	/* OAUTH_DISCOVERY_*. */
	int discovery;
	const char *discovery_url;
	const char *const *allow_origins;
	size_t nallow_origins;
	/* Of ccred setup, which asks a person: an endpoint may be on any server. */
	bool any_origin;
	/* The name of the one method of client authentication that may be used; NULL: auto. */
	const char *client_auth;
	bool basic_raw;
	/* Of the assertion that the client signs (RFC 7523, 3). Its audience: "endpoint", or a URI;
	 * NULL: the issuer. */
	const char *assertion_audience;
	/* NULL: JWT. */
	const char *assertion_typ;
	/* The one algorithm that may be used; NULL: any. */
	const char *assertion_alg;
	unsigned assertion_lifetime_s;
	/* The type of an assertion whose source does not say it (RFC 7521, 4.2); NULL: a JWT. */
	const char *assertion_type;
	/* The token is to be bound to a key (RFC 9449). */
	bool dpop;
	const char *audience;
	const char *const *resources;
	size_t nresources;
	const char *scope;
	const struct param *params;
	size_t nparams;
	/* NULL: SSL_CERT_FILE, CURL_CA_BUNDLE, or the system's. */
	const char *ca_file;
	bool allow_http_loopback;
	/* Of a whole call. */
	unsigned timeout_s;
	/* "file:line: plugin", the line that supplied what the server checks; NULL or empty: not
	 * known. */
	const char *proof_from;
	/* The profile as arguments of ccred, quoted for a shell; NULL: no command is offered that
	 * mends. */
	const char *profile_args;
};

/* What a server is asked to do, and the endpoint for it. */
enum oauth_operation {
	OAUTH_GRANT, /* RFC 6749, 4.4: the token endpoint */
	OAUTH_REVOKE, /* RFC 7009 */
	OAUTH_INTROSPECT, /* RFC 7662 */
	N_OAUTH_OPERATIONS,
};

/* How the failure of a request is shared, and whether it is tried again. */
enum oauth_failure {
	OAUTH_FAIL_NONE,
	OAUTH_FAIL_SERVER, /* network, TLS, 5xx, 429, an answer that breaks the rules */
	OAUTH_FAIL_REFUSED, /* any other 4xx, an error with 200: the stack runs once more */
	OAUTH_FAIL_REQUEST, /* invalid_scope and the like: the client may send another request */
	OAUTH_FAIL_LOCAL, /* on our side: memory, configuration, too little time */
};

struct oauth_problem {
	enum oauth_failure failure;
	/* As the server says; 0: it does not. At most 300 is honoured. */
	int64_t retry_after_s;
	/* Of the answer to a token request; set without a failure, too. */
	struct http_date date;
};

/* The metadata of an authorization server, as far as they matter here (RFC 8414, 2). */
struct oauth_endpoint {
	/* As the document has it; NULL: not offered. That of OAUTH_GRANT is always there and
	 * checked. The others are checked when they are used. */
	char *url;
	/* The methods of client authentication, blank-separated; NULL: not said. */
	char *methods;
	/* The algorithms of assertions that clients sign, blank-separated; NULL: not said. */
	char *algs;
	/* Where clients that show a certificate go instead (RFC 8705, 5), as the document has it;
	 * NULL: to url. It is checked when it is used. */
	char *mtls_url;
};

struct oauth_metadata {
	/* By enum oauth_operation. */
	struct oauth_endpoint endpoints[N_OAUTH_OPERATIONS];
	/* Where they come from; NULL: token-endpoint is configured. */
	char *document_url;
	/* The issuer as the document spells it; NULL: not said. */
	char *issuer;
	/* dpop_signing_alg_values_supported, blank-separated (RFC 9449, 5.1); NULL: not said. */
	char *dpop_algs;
	/* tls_client_certificate_bound_access_tokens (RFC 8705, 3.3). */
	bool certificate_bound;
	/* An earlier process has kept the document: the server may have another one now. */
	bool kept;
	/* Whether grant_types_supported is there, and has client_credentials. */
	bool grants_known, grant_client_credentials;
	/* scopes_supported, blank-separated; NULL: not said. */
	char *scopes;
};

/* Frees what it holds; it can be used again. */
void oauth_metadata_clear(struct oauth_metadata *m);
