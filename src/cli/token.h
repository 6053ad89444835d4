/*
 * What ccred token and ccred exec have in common: options, getting the token, and a line with it.
 */
#ifndef CCRED_CLI_TOKEN_H
#define CCRED_CLI_TOKEN_H

#include "base/buf.h"
#include "cli/args.h"
#include "client/obtain.h"

/* Rows of their tables of options. */
#define OPTION_MIN_VALID \
	{ \
		"--min-valid", "SECONDS", "valid for that long at least; else exit code 73", \
			KIND_SECONDS \
	}
#define OPTION_RENEW \
	{ \
		"--renew", NULL, "never from the cache: a new token, or the error" \
	}

/*
 * Finds the profile and obtains the token that the command line asks for. A plugin may ask a
 * person if stderr is a terminal. With wait the token is never renewed in the background. Returns
 * 0 and *ret_obtained, which the caller clears, or an exit code.
 */
int token_obtain(const struct args *args, bool wait, struct command_context *context,
		 struct obtained *ret_obtained, struct err *err);

/* Append a line with the token: a header, and what curl(1) takes as its configuration. */
void token_header(struct buf *b, const struct secret *token);
void token_curl(struct buf *b, const struct secret *token);

#endif
