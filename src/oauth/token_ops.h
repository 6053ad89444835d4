/*
 * What can be done with a token that is there: revocation (RFC 7009), introspection (RFC 7662), and
 * reading what a JWT says of itself (RFC 7519).
 */
#ifndef CCRED_OAUTH_TOKEN_OPS_H
#define CCRED_OAUTH_TOKEN_OPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "oauth/oauth.h"

/* Who says it. */
enum oauth_part {
	OAUTH_PART_HEADER, /* of a JWT; nobody vouches for it, nor for the next */
	OAUTH_PART_PAYLOAD,
	OAUTH_PART_SERVER, /* the answer to an introspection */
};

#define OAUTH_CLAIM_NAME_MAX 128
#define OAUTH_CLAIM_TEXT_MAX 1024
#define OAUTH_CLAIM_JSON_MAX 4096

/* One thing that is said; the strings live as long as the call. */
struct oauth_claim {
	enum oauth_part part;
	const char *name; /* control bytes escaped, cut short, as text_escape does */
	const char *text; /* the same of the value: of a string without its quotes, else as JSON */
	const char *json; /* the value as ASCII JSON; NULL: too long, or it repeats a secret */
	int64_t time_s; /* of exp, iat and nbf: seconds since 1970 (NumericDate); 0: it is no time */
};

/* Returns false for what there is no more room for. */
typedef bool (*oauth_claim_fn)(const struct oauth_claim *claim, void *arg);

/*
 * Whether the token is a JWT in the compact form of JWS (RFC 7515, 3.1): three parts of base64url, the
 * first two of them JSON objects. If so, calls fn for each member of the two. The signature is neither
 * verified nor shown. *ret_more: how many fn did not take.
 */
bool oauth_jwt(const struct secret *token, oauth_claim_fn fn, void *arg, size_t *ret_more);

/*
 * Revokes the token at the server, whose metadata offer it, with tries and backoff until deadline_ms.
 * The endpoint is checked as the token endpoint is. Returns 0 (also for a token that the server does not
 * know), or the exit code with a message that names the server's error and what to do, and *ret_problem.
 */
int oauth_revoke(const struct oauth_config *config, const struct oauth_metadata *metadata,
		 const struct secret *client_id, const struct secret *client_secret,
		 const struct secret *token, int64_t deadline_ms, struct oauth_problem *ret_problem,
		 struct err *err);

/* What fn is called for, once the answer is known to keep the rules. */
struct oauth_introspection {
	oauth_claim_fn fn;
	void *arg;
	bool active; /* set on success, and the next one */
	size_t more; /* members that fn did not take */
};

/* Asks the server what it knows of the token, in the same way; all that it says but active goes to fn. */
int oauth_introspect(const struct oauth_config *config, const struct oauth_metadata *metadata,
		     const struct secret *client_id, const struct secret *client_secret,
		     const struct secret *token, int64_t deadline_ms,
		     struct oauth_introspection *introspection, struct oauth_problem *ret_problem,
		     struct err *err);

#endif
