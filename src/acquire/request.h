/* The message that starts an acquire, taken apart; its form is in wire.h. */
#ifndef CCRED_ACQUIRE_REQUEST_H
#define CCRED_ACQUIRE_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"
#include "base/variable.h"
#include "cache/cache.h"

/* Strings point into the text. */
struct acquire_request {
	struct kv kv;
	const char *profile;
	const char *tenant; /* NULL: none */
	const char *key; /* cache_key_name of the caller's key; NULL: it has no cache */
	int64_t deadline_ms; /* clock_ms */
	bool interactive;
	bool discover; /* the token endpoint alone is looked for */
	bool prove; /* a token request with these two, which are set, and no token in the answer */
	const char *client_id, *client_secret;
	bool version; /* what this program stands on is all that is asked, and nothing else is set */
	bool revoke; /* this token, which is set */
	const char *token;
	int trace_fd; /* -1: none */
	struct variable *vars; /* captured environment variables that are set */
	size_t nvars;
};

/* Parses text in place; it must outlive the request. Returns 0, EXIT_DATA or EXIT_OS. */
int acquire_request_parse(struct buf *text, struct acquire_request *ret_request, struct err *err);
/* Fills in vars from the lines of request->kv. Returns 0, EXIT_DATA or EXIT_OS. */
int acquire_request_vars(struct acquire_request *request, struct err *err);
void acquire_request_clear(struct acquire_request *request);

/* The captured value of a variable; NULL: unset. */
const char *acquire_var(const struct acquire_request *request, const char *name);

#endif
