/* A token as a server grants it. */
#ifndef CCRED_OAUTH_TOKEN_H
#define CCRED_OAUTH_TOKEN_H

#include <stdint.h>

#include "base/clock.h"
#include "base/secret.h"

struct oauth_token {
	struct secret *token;
	/* 0: it must not be cached, and warning says why. */
	int64_t lifetime_s;
	/* As the server says; NULL: as asked. */
	char *scope;
	/* The moment before the request was sent. */
	struct clock_now asked;
	/* One line for the user; NULL: none. */
	char *warning;
};

/* Wipes and frees what it holds. */
void oauth_token_clear(struct oauth_token *t);

#endif
