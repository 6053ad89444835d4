/* Tries: how long one may take, and how long to wait before the next. */
#ifndef CCRED_OAUTH_RETRY_H
#define CCRED_OAUTH_RETRY_H

#include "http/http.h"
#include "oauth/oauth.h"

/*
 * http_send, up to three times within the deadline: again after network errors and 5xx (with backoff
 * and jitter), and after a 429 whose Retry-After leaves time. Returns as http_send; a reply that was
 * left at 429 or 5xx is returned as a reply. *ret_problem is set for what http_send fails with.
 */
int retry_send(struct http_request *request, int64_t deadline_ms, struct http_reply *ret_reply,
	       struct oauth_problem *ret_problem, struct err *err);

#endif
