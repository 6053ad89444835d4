/* Tries of one request: how long one may take, and how long to wait before the next. */
#pragma once

#include "oauth/oauth.h"

/* Fills the buffers that the request points to. Called for each try. Returns 0, or an error that
 * ends it. */
typedef int (*retry_make_fn)(void *arg, struct err *err);

/*
 * Makes (unless make is NULL) and sends a request, up to three times within the deadline: again
 * after network errors and 5xx (with backoff and jitter), and after a 429 whose Retry-After leaves
 * time. Returns as http_send or make. A reply that is still 429 or 5xx at the end is returned as a
 * reply. *ret_problem is set if it fails.
 */
int retry_send(struct http_request *request, retry_make_fn make, void *arg, int64_t deadline_ms,
	       struct http_reply *ret_reply, struct oauth_problem *ret_problem, struct err *err);
