/* The table of everything that can be wrong with an answer, and what to do about each. */
#ifndef CCRED_OAUTH_ERRORS_H
#define CCRED_OAUTH_ERRORS_H

#include <stdbool.h>
#include <stddef.h>

#include "oauth/response.h"

/* name is the server's error code (RFC 6749, 5.2), or our word for an answer without one, which holds
 * a blank as no code that is known does. */
struct error_row {
	const char *name;
	int exit;
	enum oauth_failure failure;
	const char *what; /* happened */
	const char *advice; /* what to do */
};

#define ERROR_REFUSED "refused without reason"
#define ERROR_REDIRECT "a redirect"
#define ERROR_NOT_FOUND "not found"
#define ERROR_TOO_OFTEN "too often"
#define ERROR_SERVER "server fault"
#define ERROR_STATUS "another status"
#define ERROR_NOT_JSON "not json"
#define ERROR_NO_TOKEN "no token"
#define ERROR_BAD_TOKEN "bad token"
#define ERROR_BAD_TYPE "bad type"
#define ERROR_UNKNOWN "unknown error"

/* The whole table, for the test that wants a golden file for each row. */
const struct error_row *error_rows(size_t *ret_n);

/* The row of one of our words. */
const struct error_row *error_find(const char *name);

/* The row of a server's code, never one of our words; ERROR_UNKNOWN's if the table does not have it. */
const struct error_row *error_find_code(const char *code);

/* The word for an answer of this status, not 200, that carries no OAuth error. */
const char *error_of_status(long status);

/* Whether it counts whatever OAuth error the answer carries: a redirect, 429, 5xx. */
bool error_outranks_code(const char *name);

/*
 * Writes the message of a row: what happened, in the server's words if it said any (cleaned, cut, and
 * with our secret hidden), and what to do. Sets *ret_problem, returns the exit code.
 */
int error_say(const struct error_row *row, const struct response_context *context,
	      const struct http_reply *reply, const char *code, const char *description,
	      struct oauth_problem *ret_problem, struct err *err);

#endif
