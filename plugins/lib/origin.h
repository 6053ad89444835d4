/* Whether two URLs are of the same server, for the plugins whose secrets can be bound to one. */
#pragma once

#include "ccred-plugin.h"

/* Nonzero if scheme, host and port are equal: without case, and the default port is the same as
 * none. What is behind them is passed over. Text that is no URL, and NULL, is equal to nothing. */
int origin_same(const char *a, const char *b);

/* A URL of the server that the secret is sent to: the request's origin, unless its token endpoint
 * is on another one. Where no endpoint is known, nothing is sent. */
const char *origin_target(const struct ccred_request *request);
