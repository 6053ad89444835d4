/* Renewing a cached token ahead of its expiry, for whoever does nothing else. */
#ifndef CCRED_CLIENT_RENEW_H
#define CCRED_CLIENT_RENEW_H

#include <stdint.h>

#include "base/err.h"
#include "config/profile.h"

enum renewal {
	RENEWAL_NO_TOKEN, /* there is no valid one in the cache, so nobody was asked for one */
	RENEWAL_NOT_DUE,
	RENEWAL_ELSEWHERE, /* another call is asking just now */
	RENEWAL_DONE,
};
struct renewed {
	enum renewal what;
	int64_t left_s; /* for how long the token in the cache is valid; 0: there is none */
	int64_t due_s; /* RENEWAL_NOT_DUE: it would be renewed so many seconds from now */
};

/*
 * Renews the token that the cache has for the profile in this environment if its time to be renewed has
 * come, or comes within so many seconds (at least 0). Asks no person, and does not wait for another call
 * that asks. A try that failed before does not put it off, but a failure that callers share does. Returns
 * 0 and what came of it, or an exit code with the message; the token that was there is left alone then.
 * Ends within the profile's timeout and a second. Warnings go to stderr.
 */
int renew_ahead(const struct profile *profile, int64_t within_s, struct renewed *ret_renewed,
		struct err *err);

#endif
