/* What a JSON object says of a token, member by member, fit to be handed on and shown. */
#pragma once

#include <stdint.h>

#include "base/secret.h"
#include "http/redact.h"

/* The object that a claim stands in. */
enum oauth_part {
	OAUTH_PART_HEADER, /* of a JWT, which is not verified */
	OAUTH_PART_PAYLOAD,
	OAUTH_PART_SERVER, /* the answer to an introspection */
};

#define OAUTH_CLAIM_NAME_MAX 128
#define OAUTH_CLAIM_TEXT_MAX 1024
#define OAUTH_CLAIM_JSON_MAX 4096

/* One claim; the strings live as long as the call. */
struct oauth_claim {
	enum oauth_part part;
	/* Control bytes are escaped, and it is cut short, as by text_escape. */
	const char *name;
	/* The value in the same way: a string without its quotes, everything else as JSON. */
	const char *text;
	/* The value as ASCII JSON; NULL: it is too long, or repeats a secret. */
	const char *json;
	/* Of exp, iat and nbf: seconds since 1970 (NumericDate); 0: it is no time. */
	int64_t time_s;
};

/* Returns false if there is no room for the claim. */
typedef bool (*oauth_claim_fn)(const struct oauth_claim *claim, void *arg);

struct json_object;

/*
 * Calls fn for each member but skip (NULL: for all). A member that has a secret of the list (NULL:
 * none) in its name or anywhere in its value, as redact_needed finds it, is shown as redacted.
 * Adds to *more how many members fn did not take. Returns 0, or EXIT_OS without memory.
 */
int claims_each(struct json_object *object, enum oauth_part part, const char *skip,
		const struct redact_list *secrets, oauth_claim_fn fn, void *arg, size_t *more);

/*
 * Takes a JWT apart without verifying it (RFC 7515, 3.1; RFC 7519): header and payload of the
 * compact form, which is three parts of base64url without padding, the last one possibly empty, and
 * the first two JSON objects as json_read wants them. Returns 0 and two objects (json_release), -1
 * (it is no JWT, or it is encrypted), or EXIT_OS without memory.
 */
int jwt_read(const char *token, size_t len, struct json_object **ret_header,
	     struct json_object **ret_payload);

/*
 * Calls fn for each member of a JWT's two objects. The signature is neither verified nor shown.
 * Adds to *more how many fn did not take. Returns as jwt_read.
 */
int oauth_jwt(const struct secret *token, const struct redact_list *secrets, oauth_claim_fn fn,
	      void *arg, size_t *more);
