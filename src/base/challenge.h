/* The challenges of a server: the list that WWW-Authenticate is (RFC 9110, 11.6.1). */
#pragma once

#include <stdbool.h>

#include "base/buf.h"

/* Whether there is a challenge of this scheme. */
bool challenge_offers(const char *header, const char *scheme);

/*
 * Appends the value of a parameter, without quotes and their escapes, of the first challenge of the
 * scheme that has one. Returns false if there is none. The bytes are those of the server.
 */
bool challenge_parameter(const char *header, const char *scheme, const char *name,
			 struct buf *ret_value);
