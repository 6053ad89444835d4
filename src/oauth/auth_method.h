/* A method of client authentication. Each is one file, auth_NAME.c, and one line of the table in
 * auth.c. */
#pragma once

#include "base/credential.h"
#include "http/certificate.h"
#include "http/redact.h"
#include "oauth/oauth.h"

/* A request to an endpoint of the server, as one try sends it. */
struct token_request {
	/* BUF_SECRET: the body, and the header Authorization with its name (empty: none). */
	struct buf form, authorization;
	/* The header DPoP with its name; empty: none. */
	struct buf proof;
	/* The secrets in it: the server may repeat them, and they are not shown. */
	struct redact_list secrets;
	/* Advice for a person if the server refuses the client; NULL: none. */
	const char *hint;
};

/* Who signs with the key of the credential, which stays with its source. */
struct auth_signer {
	/* Signs the bytes with this algorithm (RFC 7518, 3.1). Returns 0 and the raw signature,
	 * which the caller frees; or an error. */
	int (*sign)(void *arg, const char *algorithm, const void *data, size_t len,
		    struct secret **ret_signature, struct err *err);
	void *arg;
};

/* A try of a request, as a method sees it. */
struct auth_attempt {
	const struct oauth_config *config;
	const struct oauth_metadata *metadata;
	enum oauth_operation operation;
	const struct credential *credential;
	/* NULL: the credential has no key that can sign. */
	const struct auth_signer *signer;
	/* For reports: gets the assertion as it is sent, without its signature; NULL: nobody
	 * looks. */
	struct secret **sent;
};

struct auth_method {
	/* As registered (RFC 7591, 2; RFC 8705): the word of the metadata and of client-auth. */
	const char *name;
	/* Other words by which metadata offer it, with NULL behind the last; NULL: its name
	 * alone. */
	const char *const *offered_as;
	/* What the credential must have for it, and what of that the server checks, for people. */
	const char *wants, *checked;
	/* It is used only where client-auth names it. */
	bool named_only;
	/* The client's certificate is shown in the handshake, and is its proof. */
	bool shows_certificate;
	/* The item that the server checks: if it refuses, people are told who supplied this one. */
	int proof;
	/* Whether the credential has what the method needs. */
	bool (*needs)(const struct credential *credential);
	/* Whether a request can be made with the credential, for faults that each try would have;
	 * NULL: it can. Returns 0 or an error. */
	int (*check)(const struct auth_attempt *attempt, struct err *err);
	/*
	 * Writes the text that tells this client with this credential from all others, secret
	 * included. It is the same for each try, even if each try is signed anew.
	 */
	void (*identity)(const struct credential *credential, struct buf *b);
	/*
	 * Authenticates a request whose form has its other fields. Called for each try. Adds to
	 * request->secrets what it sends. Returns 0, or an error; the caller checks the buffers.
	 */
	int (*apply)(struct token_request *request, const struct auth_attempt *attempt,
		     struct err *err);
};

/* Appends a field to the form. value NULL: nothing is appended. */
void request_put(struct token_request *request, const char *name, const char *value);
void request_put_bytes(struct token_request *request, const char *name, const void *value,
		       size_t len);

/* Keeps header and claims of the assertion that is sent, up to its last dot, if somebody looks.
 * Without memory nothing is kept. */
void auth_show(const struct auth_attempt *attempt, const void *assertion, size_t len);

/* Appends an item to an identity, so that it does not run into the next one; it may be missing. */
void auth_identity_item(const struct credential *credential, int item, struct buf *b);

/* needs, wants, checked and identity of all methods with a client id and a secret. */
#define AUTH_WANTS_SECRET "a client id and a secret"
#define AUTH_CHECKED_SECRET "the client id and the secret"
bool auth_needs_secret(const struct credential *credential);
void auth_identity_secret(const struct credential *credential, struct buf *b);

/* Whether the credential has a certificate with a key that TLS can use; and both, loaded and
 * checked. Returns as certificate_load. */
bool auth_has_certificate(const struct credential *credential);
int auth_load_certificate(const struct credential *credential,
			  struct http_certificate **ret_certificate, struct err *err);

extern const struct auth_method auth_private_key;
extern const struct auth_method auth_assertion;
extern const struct auth_method auth_tls, auth_self_signed_tls;
extern const struct auth_method auth_basic, auth_post;
extern const struct auth_method auth_secret_jwt;
