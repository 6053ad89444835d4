/* Whether a token is bound to the client's certificate (RFC 8705, 3), or to the key of its proof
 * (RFC 9449, 6). */
#pragma once

#include "oauth/response.h"

/*
 * Sets t->binding: by the confirmation in a JWT (cnf with x5t#S256), or, of a token that does not
 * say it, by the metadata. A token that is bound to another certificate than the one that was
 * shown, or to another key than the one that was proven, is an error: no API would take it.
 */
int binding_find(const struct oauth_exchange *x, struct oauth_token *t,
		 struct oauth_problem *ret_problem, struct err *err);
