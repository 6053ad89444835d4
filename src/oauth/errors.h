/* The table of everything that can be wrong with an answer, and what to do about each. */
#pragma once

#include "oauth/exchange.h"

/* No row at all. */
#define NO_REASON ((enum reason)0)

struct error_row {
	/* Its exit code is that of the row. */
	enum reason reason;
	/* The server's error code (RFC 6749, 5.2); NULL: the row is for an answer without one that
	 * is known. */
	const char *code;
	enum oauth_failure failure;
	/* What happened, and what to do. */
	const char *text, *advice;
	/* The subcommand of ccred that mends it; NULL: none does. */
	const char *command;
};

/* The whole table, for the test that wants a golden file for each row. */
const struct error_row *error_rows(size_t *ret_n);

/* The row of a server's code, or of a reason if code is NULL; that of REASON_OAUTH_ERROR if the
 * table does not have it. */
const struct error_row *error_find(const struct oauth_exchange *x, enum reason reason,
				   const char *code);

/*
 * Writes the message of a row: what happened, with the server's words if it has any (redacted,
 * escaped and cut short), and what to do. Sets *ret_problem, returns the exit code.
 */
int error_say(const struct error_row *row, const struct oauth_exchange *x, const char *code,
	      const char *description, struct oauth_problem *ret_problem, struct err *err);
