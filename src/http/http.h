/* One HTTP exchange over libcurl, with everything off that could surprise. */
#ifndef CCRED_HTTP_HTTP_H
#define CCRED_HTTP_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "oauth/oauth.h"

struct http_request {
	const char *url; /* https, or http to loopback if allow_http_loopback */
	const struct buf *form; /* POST body; NULL: GET */
	const char *user, *password; /* for Basic, as they are to be sent; NULL: none */
	const struct secret *bearer; /* for Bearer (RFC 6750, 2.1); NULL: none */
	bool body_unread; /* of any length: only status and headers matter */
	const char *ca_file;
	bool allow_http_loopback;
	int64_t timeout_ms;
};

struct http_reply {
	long status;
	struct buf body; /* BUF_SECRET */
	char *location; /* of a redirect, which is never followed; NULL: none */
	int64_t retry_after_s; /* 0: none */
	bool html; /* Content-Type: text/html */
	char *challenge; /* WWW-Authenticate, the last of several; NULL: none */
	struct oauth_date date;
	bool untrusted; /* the failure was the certificate's: asking again is no use */
};

#define HTTP_REPLY_INIT \
	{ \
		.body = BUF_SECRET(LIMIT_HTTP_BODY) \
	}

void http_reply_clear(struct http_reply *reply);

/*
 * Sends and receives. Returns 0 with a reply of any status, or 65 (no URL), 66 (a CA file is missing),
 * 68, 69, 70, 71 (memory), 75 (no answer in time), 76 (too much, or not HTTP) or 77 (plain http), with a
 * message that names the host.
 */
int http_send(const struct http_request *request, struct http_reply *ret_reply, struct err *err);

#endif
