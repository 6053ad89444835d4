/* What changing the user's configuration needs to know of it: where a block stands, and what may stand there. */
#ifndef CCRED_CONFIG_EDIT_EDIT_H
#define CCRED_CONFIG_EDIT_EDIT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/lex.h"

/* A profile of the user's configuration. */
struct change_place {
	char *file; /* NULL: there is none of this name; the caller frees */
	unsigned first, last; /* its lines */
	bool included; /* file is not the configuration itself */
};

/*
 * Looks for a profile in the configuration file and what it includes; one that does not exist has none.
 * Returns 0, or as config_find for what is wrong outside of every block.
 */
int change_locate(const char *file, const char *profile, struct change_place *ret_place,
		  struct err *err);

/*
 * Whether a line of words, key first and no source, may stand in a profile: known, and with values that
 * reading takes. http: the profile has allow-http-loopback yes. *ret_tenant is whether {tenant} stands in it. Returns 0,
 * EXIT_CONFIG with at's place in front, or EXIT_OS.
 */
int change_check_line(const struct lex *lex, const struct location *at, bool http, bool *ret_tenant,
		      struct err *err);

/*
 * Appends the line of a key and its value, which is one word, but for scope: there blanks part them.
 * http and *ret_tenant as above. Returns 0, EXIT_CONFIG with why it cannot stand there and b as it was, or
 * EXIT_OS.
 */
int change_write(struct buf *b, const char *key, const char *value, bool http, bool *ret_tenant,
		 struct err *err);

#endif
