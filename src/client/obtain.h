/*
 * What every caller does to get a token: the cache, then the lease, then ccred-acquire. libc only.
 */
#pragma once

#include "base/err.h"
#include "client/client.h"
#include "config/profile.h"

/*
 * Finds or fetches a token for the profile. Returns 0, or an exit code with the message for the user; ends within
 * the profile's timeout and a second, not counting the time that a person takes to answer a prompt.
 */
int obtain(const struct client *client, const struct profile *profile,
	   const struct obtain_options *options, struct obtained *ret_obtained, struct err *err);
