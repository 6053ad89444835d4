/* Tries of one request: how long one may take, and how long to wait before the next. */
#pragma once

#include "oauth/oauth.h"

/* Fills the buffers that the request points to. Called for each try. Returns 0, or an error that
 * ends it. */
typedef int (*retry_make_fn)(void *arg, struct err *err);

/* What to do about a server that has a fault, or is asked too often: "call again later", or when,
 * if its answer has Retry-After. Returns out. */
#define RETRY_WORDS_SIZE 96
char *retry_words(int64_t retry_after_s, char out[RETRY_WORDS_SIZE]);

/*
 * Makes (unless make is NULL) and sends a request of a URL, up to three times within the deadline,
 * with backoff and jitter: again after 502, 503 and 504, after a 429 or another 5xx whose
 * Retry-After leaves time, and if the network fails before the request was sent. What make made has
 * a credential in it, which is sent again only then. Without one, any 5xx and any failure of the
 * network is tried again. Returns as http_send or make. A reply that is still 429 or 5xx at the end
 * is returned as a reply. *ret_problem is set if it fails.
 */
int retry_send(const struct oauth_config *config, struct http_request *request, retry_make_fn make,
	       void *arg, int64_t deadline_ms, struct http_reply *ret_reply,
	       struct oauth_problem *ret_problem, struct err *err);
