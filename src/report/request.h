/* The message that ccred hands to ccred-report, taken apart. */
#ifndef CCRED_REPORT_REQUEST_H
#define CCRED_REPORT_REQUEST_H

#include <stdbool.h>

#include "acquire/wire.h"
#include "base/buf.h"
#include "base/err.h"

/*
 * On descriptor 0, a request of acquire/wire.h:
 *	operation=doctor|explain|inspect
 *	profile=PROFILE|URL	missing: all profiles, for the doctor alone
 *	tenant=LABEL		optional
 *	url=URL			the doctor calls it with the token; optional
 *	trace=N var=NAME=VALUE	as for ccred-acquire
 * and these lines:
 *	all=1			explain runs the sources behind the one that decides, too
 *	json=1
 */
enum report_command {
	REPORT_DOCTOR,
	REPORT_EXPLAIN,
	REPORT_INSPECT,
	N_REPORT_COMMANDS
};

/* Strings point into the message. Set up with { 0 }. */
struct report_request {
	enum report_command command;
	/* NULL: not given. */
	const char *word, *tenant, *url;
	bool all, json;
	struct kv kv;
	/* Has the variables, and is what an acquisition takes. */
	struct acquire_request acquire;
};

/* Takes the message apart in place; it must outlive the request, which the caller clears in any case. Returns 0 or an
 * error. */
int report_request_take(struct buf *message, struct report_request *ret_request, struct err *err);
void report_request_clear(struct report_request *request);

#endif
