/* The message that ccred hands to ccred-report, taken apart. */
#ifndef CCRED_REPORT_REQUEST_H
#define CCRED_REPORT_REQUEST_H

#include <stdbool.h>

#include "acquire/request.h"
#include "base/buf.h"
#include "base/err.h"

/*
 * On descriptor 0, lines of kv.h with escaped values:
 *	command=doctor|explain|inspect
 *	word=PROFILE|URL	missing: all profiles, for the doctor alone
 *	tenant=LABEL		optional
 *	url=URL			the doctor calls it with the token; optional
 *	all=1			explain runs the sources behind the one that decides, too
 *	json=1
 *	trace=1			descriptor WIRE_FIRST_FD of acquire/wire.h is the caller's trace
 *	var=NAME=VALUE		a captured environment variable (repeated)
 */
enum report_command {
	REPORT_DOCTOR,
	REPORT_EXPLAIN,
	REPORT_INSPECT,
	N_REPORT_COMMANDS
};

/* Strings point into the text. */
struct report_request {
	enum report_command command;
	/* NULL: not given. */
	const char *word, *tenant, *url;
	bool all, json, trace;
	/* Has kv and the variables, and is what an acquisition takes. */
	struct acquire_request acquire;
};

/* Parses text in place; it must outlive the request, which the caller clears in any case. Returns 0 or an
 * error. */
int report_request_parse(struct buf *text, struct report_request *ret_request, struct err *err);
void report_request_clear(struct report_request *request);

#endif
