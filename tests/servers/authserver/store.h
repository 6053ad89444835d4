/* The registered clients and the tokens issued to them: what the authorization server remembers. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Older tokens than this many are forgotten, so that memory stays bounded in stress tests. */
#define TOKENS_KEPT 16384

struct client {
	char *id;
	char *secret; /* NULL: none */
	char *keys; /* PEM or a JWK Set (jws.h); NULL: none */
	char *federated; /* "ISSUER SUBJECT" of another one's assertions for it, by keys; NULL: none */
	char *methods; /* that it may use, space-separated; NULL: all */
	char *scopes; /* space-separated; NULL: all that the server offers */
	/* How it is known by its certificate (RFC 8705, 2); NULL: not so. */
	char *tls_subject, *tls_dns, *tls_certificate;
	char *last_token; /* for the fault same-token; NULL: none yet */
};

struct token {
	char *value;
	char *client;
	char *audience;
	char *scope;
	uint64_t expires; /* now_ms() */
	bool revoked;
	char *cnf; /* whom it is bound to, as JSON; NULL: nobody */
};

/* Of the jtis of assertions that are remembered. */
#define JTIS_KEPT 4096

struct store {
	struct client *clients;
	size_t nclients;
	char **jtis; /* a ring of JTIS_KEPT: "client jti" */
	size_t next_jti;
	struct token *tokens; /* a ring of TOKENS_KEPT */
	size_t next;
};

/*
 * Adds a client, or replaces the secret of one: "ID:SECRET", cut at the first colon, or
 * "ID<TAB>SECRET" for an id with a colon. scopes may be NULL. Returns 0, or -1: neither form.
 */
int store_client_line(struct store *store, const char *line, const char *scopes);

/* Registers the keys of a file for a client, "ID:FILE", in place of those that it has. Returns 0,
 * or -1: the file has none. */
int store_client_keys(struct store *store, const char *line);

/* Says which methods a client may use: "ID:METHODS". Returns 0 or -1. */
int store_client_methods(struct store *store, const char *line);

/* Says whose assertions stand for a client, "ID:ISSUER SUBJECT"; the client's keys are the
 * issuer's. Returns 0 or -1. */
int store_client_federated(struct store *store, const char *line);

/* The client of such an assertion, or NULL. */
struct client *store_federated(struct store *store, const char *issuer, const char *subject);

/* Whether it may use a method. */
bool client_may_use(const struct client *client, const char *method);

/* Whether any client has keys. */
bool store_has_keys(const struct store *store);

/* Remembers the jti of a client. Returns false if it was used before. */
bool store_use_jti(struct store *store, const char *client, const char *jti);

/* Reads such lines; empty lines and those that start with '#' are skipped. Dies on a bad file. */
void store_client_file(struct store *store, const char *path);

/* The client with this id, or NULL. */
struct client *store_client(struct store *store, const char *id, size_t len);

/* Compares without telling by time where the difference is. */
bool client_secret_is(const struct client *client, const char *secret, size_t len);

/* Remembers a token of this client's; copies its arguments, of which cnf may be NULL. lifetime is
 * in seconds. */
void store_issue(struct store *store, const char *value, const char *client, const char *audience,
		 const char *scope, long lifetime, const char *cnf);

/* The token with this value, revoked and expired ones too, or NULL. */
struct token *store_token(struct store *store, const char *value);

/* Revokes one token, or every one for NULL. */
void store_revoke(struct store *store, const char *value);

/* len characters out of A-Z a-z 0-9 - _, from the system's randomness; the caller frees. */
char *random_token(size_t len);

/* Whether the space-separated list holds this word. */
bool list_has(const char *list, const char *word, size_t len);

void store_free(struct store *store);
