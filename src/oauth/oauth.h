/*
 * The OAuth 2.0 client: discovery (RFC 8414, OpenID Connect Discovery, SMART), the token request by
 * client credentials (RFC 6749, 4.4) and its strict answer. libcurl and json-c stay behind it.
 */
#ifndef CCRED_OAUTH_OAUTH_H
#define CCRED_OAUTH_OAUTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/secret.h"

/* What the Date of an answer (RFC 9110, 6.6.1) says of this machine's clock. */
struct oauth_date {
	bool known;
	int64_t ahead_s; /* the server's clock less ours, at the moment the answer came */
};

/* One document of discovery, and what came of it. */
struct oauth_attempt {
	const char *url;
	bool kept; /* it was in the store, and nobody was asked */
	long status; /* of the answer; 0: none */
	int64_t took_ms;
	bool used;
	const char *outcome; /* in words */
	struct oauth_date date;
};
typedef void (*oauth_attempt_fn)(const struct oauth_attempt *attempt, void *arg);

/* What the client is told; the strings are borrowed. Mirrors the profile's keys (ccred.config(5)). */
struct oauth_config {
	const char *issuer; /* NULL: token_endpoint is given */
	const char *token_endpoint;
	int discovery; /* OAUTH_DISCOVERY_* */
	const char *discovery_url;
	const char *const *allow_origins;
	size_t nallow_origins;
	int client_auth; /* OAUTH_AUTH_* */
	bool basic_raw;
	const char *audience;
	const char *const *resources;
	size_t nresources;
	const char *scope;
	const char *const *param_names;
	const char *const *param_values;
	size_t nparams;
	const char *ca_file; /* NULL: SSL_CERT_FILE, CURL_CA_BUNDLE, the system's */
	bool allow_http_loopback;
	const char *secret_from; /* "file:line: plugin", for invalid_client */
	oauth_attempt_fn attempt; /* told of each document of discovery; may be NULL */
	void *attempt_arg;
};
enum {
	OAUTH_DISCOVERY_AUTO,
	OAUTH_DISCOVERY_SMART,
	OAUTH_DISCOVERY_OAUTH,
	OAUTH_DISCOVERY_OIDC,
	OAUTH_DISCOVERY_URL,
	OAUTH_DISCOVERY_NONE,
};
enum {
	OAUTH_AUTH_AUTO,
	OAUTH_AUTH_BASIC,
	OAUTH_AUTH_POST,
};

/* An endpoint that a server may offer besides, and how clients authenticate there. */
struct oauth_endpoint {
	char *url; /* as the document has it, checked only before it is used; NULL: not offered */
	bool auth_known; /* its methods are said; else they are those of the token endpoint */
	bool auth_basic, auth_post;
};

/* The metadata that matters (RFC 8414, 2). */
struct oauth_metadata {
	char *token_endpoint;
	char *document_url; /* where it came from; NULL: configured */
	bool kept; /* the document was kept by an earlier process: the server may have another by now */
	bool auth_known; /* token_endpoint_auth_methods_supported was there */
	bool auth_basic, auth_post;
	char *methods; /* all of them, blank-separated; NULL: not said */
	bool grants_known; /* grant_types_supported was there */
	bool grant_client_credentials;
	char *scopes; /* scopes_supported, blank-separated; NULL: not said */
	struct oauth_endpoint revocation; /* RFC 7009 */
	struct oauth_endpoint introspection; /* RFC 7662 */
};
void oauth_metadata_clear(struct oauth_metadata *m);

/* What a server is asked to do. */
enum oauth_operation {
	OAUTH_GRANT,
	OAUTH_REVOKE,
	OAUTH_INTROSPECT,
};

/* The URL of the endpoint for it; NULL: not offered. */
const char *oauth_endpoint_url(const struct oauth_metadata *metadata,
			       enum oauth_operation operation);

/* Whether the credentials go into a Basic header; else into the form. */
bool oauth_uses_basic(const struct oauth_config *config, const struct oauth_metadata *metadata);

/* How the failure of a request is to be shared and retried. */
enum oauth_failure {
	OAUTH_FAIL_NONE,
	OAUTH_FAIL_SERVER, /* network, TLS, 5xx, 429, an answer that breaks the rules */
	OAUTH_FAIL_REFUSED, /* the credentials: run the stack once more */
	OAUTH_FAIL_REQUEST, /* invalid_scope and other 4xx: asking again would not help */
	OAUTH_FAIL_LOCAL, /* our side: memory, configuration, deadline */
};
struct oauth_problem {
	enum oauth_failure failure;
	int64_t retry_after_s; /* of the server; 0: none, at most 300 is honoured */
	const char *error; /* the name of its row (errors.h); NULL: no answer that has one */
	struct oauth_date date; /* of oauth_request, which sets it without a failure, too */
};

/* A place where metadata may be kept between processes. Either may be NULL. */
struct oauth_store {
	bool (*get)(void *arg, const char *key, struct buf *ret_document);
	void (*put)(void *arg, const char *key, const void *data, size_t len);
	void *arg;
};

/* Once per process, before anything else: libcurl set up with SSLKEYLOGFILE out of the environment.
 * Returns 0 or EXIT_SOFTWARE. oauth_cleanup at the end. */
int oauth_init(struct err *err);
void oauth_cleanup(void);

/* Appends names and versions of the libraries, the one that libcurl does TLS with too. May be called
 * before oauth_init. */
void oauth_libraries(struct buf *b);

/*
 * Finds the token endpoint and checks it against issuer and allowed origins, with tries and backoff
 * until deadline_ms. Returns 0, or 68, 69, 75, 76, 77, 78 and *ret_problem.
 */
int oauth_discover(const struct oauth_config *config, const struct oauth_store *store,
		   int64_t deadline_ms, struct oauth_metadata *ret_metadata,
		   struct oauth_problem *ret_problem, struct err *err);

/* A token as granted. */
struct oauth_token {
	struct secret *token;
	int64_t lifetime_s; /* 0: must not be cached (warning says why) */
	char *scope; /* as the server said; NULL: as asked */
	struct clock_now asked; /* the moment before the request was sent */
	char *warning; /* NULL, or one line for the user */
};
void oauth_token_clear(struct oauth_token *t);

/*
 * Appends everything that the request will say, secret included, to b (a BUF_SECRET): endpoint,
 * method of authentication, body, credentials. For the print that a refusal is tied to. Returns 0,
 * EXIT_DATA (the request cannot be made) or EXIT_OS.
 */
int oauth_describe(const struct oauth_config *config, const struct oauth_metadata *metadata,
		   const struct secret *client_id, const struct secret *client_secret,
		   struct buf *b, struct err *err);

/*
 * Asks for a token, with tries and backoff until deadline_ms. Returns 0, or the exit code with a
 * message that names the server's error and what to do, and *ret_problem.
 */
int oauth_request(const struct oauth_config *config, const struct oauth_metadata *metadata,
		  const struct secret *client_id, const struct secret *client_secret,
		  int64_t deadline_ms, struct oauth_token *ret_token,
		  struct oauth_problem *ret_problem, struct err *err);

#endif
