/* Client authentication: the table of methods, and which of them is used. */
#pragma once

#include "oauth/auth_method.h"

/*
 * Finds the method for a request: the one that client-auth names, else the first of the table that
 * the credential serves and the metadata allow. Metadata that say nothing allow every method.
 * attempt->metadata NULL: discovery failed, and the profile decides alone. Returns 0, EXIT_CONFIG
 * (no method fits), EXIT_TEMPFAIL (an item has expired), or as the method's check.
 */
int auth_choose(const struct auth_attempt *attempt, const struct auth_method **ret_method,
		struct err *err);

/* The methods that the endpoint of the operation offers, or else the token endpoint, with blanks
 * between. NULL: the metadata do not say it. */
const char *auth_offered(const struct oauth_metadata *metadata, enum oauth_operation operation);

/* What there is to say of a method of the table. */
enum auth_verdict {
	/* The first one is taken. */
	AUTH_FITS,
	/* client-auth names another one, or would have to name this one. */
	AUTH_NOT_NAMED,
	AUTH_NOT_OFFERED,
	/* The credential does not have what it needs. */
	AUTH_LACKING,
};

struct auth_choice {
	const struct auth_method *method;
	enum auth_verdict verdict;
	/* The credential has what it needs; the metadata name it. */
	bool serves, offered;
};
typedef void (*auth_told_fn)(const struct auth_choice *choice, void *arg);

/* Calls fn for each method, in the order of the table. */
void auth_explain(const struct auth_attempt *attempt, auth_told_fn fn, void *arg);

/* The same with another table of n methods, for tests. Returns NULL if none fits. */
const struct auth_method *auth_choose_from(const struct auth_method *const *methods, size_t n,
					   const struct auth_attempt *attempt);

/*
 * Whether the connection shows the client's certificate: to prove who the client is (RFC 8705, 2),
 * or, with another method, to have the token bound to it where the server binds tokens and the
 * credential has a key that TLS can use (RFC 8705, 3).
 */
bool auth_shows_certificate(const struct auth_attempt *attempt, const struct auth_method *method);

/* Where the request goes: clients that show a certificate may have an endpoint of their own (RFC
 * 8705, 5). */
const char *auth_url(const struct auth_attempt *attempt, const struct auth_method *method);

/* Whether the credential serves one method that profile and metadata allow, for the end of the
 * stack. metadata NULL: discovery failed. */
bool oauth_complete(const struct oauth_config *config, const struct oauth_metadata *metadata,
		    const struct credential *credential);

/*
 * Whether the assertion that a source has set, if it has, can be sent: it is a JWT, unless its type
 * is another one, and its time is now. Notes when it expires. Returns 0 or EXIT_OS; or EXIT_DATA
 * with a text that begins with "its assertion".
 */
int assertion_check(const struct oauth_config *config, struct credential *set, struct err *err);

/*
 * Writes the identity of the client as the endpoint of the operation sees it in every request:
 * endpoint, method, encoding, and the method's own text, secret included. A refusal is tied to the
 * print of this text. b is a BUF_SECRET.
 */
void oauth_identity(const struct auth_attempt *attempt, const struct auth_method *method,
		    struct buf *b);
