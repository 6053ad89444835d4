/* How a caller wants its token, and the token that it gets. */
#ifndef CCRED_CLIENT_OBTAINED_H
#define CCRED_CLIENT_OBTAINED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/secret.h"

struct obtain_options {
	/* The token must be valid that long; 0: any will do. */
	int64_t min_valid_s;
	/* Never from the cache. */
	bool renew;
	/* The desktop may ask a person. */
	bool interactive;
	/* Waits for a renewal, so that none is left in the background. */
	bool wait;
};

struct obtained {
	struct secret *token;
	/* Seconds since 1970; 0: not known. */
	int64_t expires_s;
	/* As granted; NULL: the server did not say. */
	char *scope;
};
void obtained_clear(struct obtained *o);

#endif
