/* One HTTP exchange over libcurl, with everything off that could surprise. */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/limits.h"

struct http_certificate;

struct http_request {
	/* https, or http to loopback if allow_http_loopback. */
	const char *url;
	/* The body of a POST; NULL: GET. */
	const struct buf *form;
	/* A line such as "Authorization: Bearer TOKEN"; NULL or empty: none. */
	const struct buf *authorization;
	/* A line "DPoP: PROOF" (RFC 9449, 4.1); NULL or empty: none. */
	const struct buf *proof;
	/* What the client shows in the handshake (http/certificate.h); NULL: nothing. */
	const struct http_certificate *certificate;
	/* Only status and headers matter: the answer is read to the end of these. */
	bool body_unread;
	/* NULL: SSL_CERT_FILE, CURL_CA_BUNDLE, or the system's. */
	const char *ca_file;
	bool allow_http_loopback;
	int64_t timeout_ms;
	/* How much of it may pass before the request is sent: for DNS, TCP and TLS; 0: all. */
	int64_t connect_ms;
	/* A try of it has failed before. */
	bool again;
};

/* The clock of the server, by the Date of its answer (RFC 9110, 6.6.1). */
struct http_date {
	bool known;
	/* How far it is ahead of ours, at the moment the answer came. */
	int64_t ahead_s;
};

struct http_reply {
	long status;
	/* BUF_SECRET. */
	struct buf body;
	/* The target of a redirect, which is never followed; NULL: none. */
	char *location;
	/* 0: none. */
	int64_t retry_after_s;
	/* Content-Type: text/html. */
	bool html;
	/* WWW-Authenticate, several as one list (base/challenge.h); NULL: none. */
	char *challenge;
	/* DPoP-Nonce (RFC 9449, 8); NULL: none. */
	char *dpop_nonce;
	struct http_date date;
	/* Of an exchange that failed: whether the server may have got some of the request, whether
	 * the cause is one that another try cannot help, and whether it is the client's
	 * certificate, which the server refuses or misses. */
	bool sent, lasting, client_refused;
	/* The server has asked for a certificate of the client. */
	bool certificate_asked;
};

#define HTTP_REPLY_INIT \
	{ \
		.body = BUF_SECRET(LIMIT_HTTP_BODY) \
	}

void http_reply_clear(struct http_reply *reply);

/*
 * Sends and receives. Returns 0 with a reply of any status, or 65 (no URL), 66 (a CA file is
 * missing), 68, 69, 70, 71 (memory), 75 (no answer in time), 76 (too much, or not HTTP) or 77
 * (plain http, or the server refuses the client's certificate), with a message that names the host.
 */
int http_send(const struct http_request *request, struct http_reply *ret_reply, struct err *err);
