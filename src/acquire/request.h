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
	bool explain; /* all but the token request, and nothing is changed */
	bool all; /* the lines beyond the one that decides, too */
	bool prove; /* a token request with these two, which are set, and no token in the answer */
	const char *client_id, *client_secret;
	bool version; /* what this program stands on is all that is asked, and nothing else is set */
	bool revoke, introspect; /* what is to be done with this token, which is set */
	const char *token;
	bool doctor; /* the whole way, live */
	const char *url; /* then: of the API to call; NULL: none */
	int trace_fd; /* -1: none */
	struct variable *vars; /* captured environment variables that are set */
	size_t nvars;
};

/* Parses text in place; it must outlive the request. Returns 0, EXIT_DATA or EXIT_OS. */
int acquire_request_parse(struct buf *text, struct acquire_request *ret_request, struct err *err);
void acquire_request_clear(struct acquire_request *request);

/* The captured value of a variable; NULL: unset. */
const char *acquire_var(const struct acquire_request *request, const char *name);

#endif
