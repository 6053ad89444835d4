/* Renewing a cached token ahead of its expiry, without handing it out. */
#pragma once

#include "base/err.h"
#include "client/client.h"
#include "config/profile.h"

enum renewal {
	/* The cache has no valid token, so the server was not asked for one. */
	RENEWAL_NO_TOKEN,
	RENEWAL_NOT_DUE,
	/* Another call is asking just now. */
	RENEWAL_ELSEWHERE,
	RENEWAL_DONE,
};
struct renewed {
	enum renewal what;
	/* For how long the token in the cache is valid; 0: there is none. */
	int64_t left_s;
	/* RENEWAL_NOT_DUE: seconds until it would be renewed. */
	int64_t due_s;
};

/*
 * Renews the token that the cache has for the profile in this environment, if it is inside its
 * margin, or will be within so many seconds (at least 0). Asks no person, and does not wait for
 * another call that asks. A failed try does not put the renewal off, but a failure that callers
 * share does. Returns 0 and *ret_renewed, or an exit code with the message; then the token in the
 * cache is left alone. Ends within the profile's timeout and a second.
 */
int renew_ahead(const struct client *client, const struct profile *profile, int64_t within_s,
		struct renewed *ret_renewed, struct err *err);
