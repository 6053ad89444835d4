/* What a JSON object says of a token, member by member, made fit to be handed on and shown. */
#ifndef CCRED_OAUTH_CLAIMS_H
#define CCRED_OAUTH_CLAIMS_H

#include <stddef.h>

#include "oauth/response.h"
#include "oauth/token_ops.h"

struct json_object;

/*
 * Calls fn for each member but skip (NULL: for all). With a context, a member that repeats our secret or
 * the token, in its name or anywhere in its value, is shown as hidden. Returns how many fn did not take.
 */
size_t claims_each(struct json_object *object, enum oauth_part part, const char *skip,
		   const struct response_context *context, oauth_claim_fn fn, void *arg);

#endif
