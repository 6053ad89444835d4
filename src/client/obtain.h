/*
 * What every caller does to get a token: the cache, then the lock, then ccred-acquire. libc only.
 */
#ifndef CCRED_CLIENT_OBTAIN_H
#define CCRED_CLIENT_OBTAIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"
#include "config/profile.h"

struct obtain_options {
	int64_t min_valid_s; /* the token must be valid that long; 0: any */
	bool renew; /* never from the cache */
	bool interactive; /* a person may be asked */
	bool wait; /* for the renewal of a token, never done in the background */
};

struct obtained {
	struct secret *token;
	int64_t expires_s; /* seconds since 1970; 0: not known */
	char *scope; /* as granted; NULL: the server did not say */
};

/*
 * Finds or fetches a token for the profile. Returns 0, or an exit code with the message for the user;
 * ends within the profile's timeout and a second. Warnings go to stderr.
 */
int obtain(const struct profile *profile, const struct obtain_options *options,
	   struct obtained *ret_obtained, struct err *err);
void obtained_clear(struct obtained *o);

#endif
