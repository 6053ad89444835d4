/* Which algorithm a new key is for. */
#pragma once

#include "acquire/acquisition.h"
#include "jose/jose.h"

struct key_algorithm {
	char name[JOSE_ALGORITHMS];
	/* Static: in words that follow the name and a colon. */
	const char *why;
};

/*
 * The algorithm that the profile or the line wants, else the best that the server's metadata name,
 * else ES384. Discovers the metadata if they have to say. Returns 0, EXIT_CONFIG if the server takes
 * none that there is, or EXIT_OS.
 */
int key_algorithm_choose(struct acquisition *a, const struct line *line,
			 struct key_algorithm *ret_algorithm, struct err *err);

/* The algorithm of the next key: that of the profile if it wants one, else the first of what the
 * key signs with (signing_line_ask). Returns 0 or EXIT_CONFIG. */
int key_algorithm_next(const struct acquisition *a, const char *algs,
		       char ret_name[JOSE_ALGORITHMS], struct err *err);
