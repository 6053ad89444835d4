/* The error that a failed exchange ends with. */
#pragma once

#include <curl/curl.h>

#include "base/err.h"
#include "http/handshake.h"

/* Why we stopped libcurl ourselves. */
enum http_refusal {
	REFUSED_NOTHING,
	REFUSED_BODY, /* it is too long */
	REFUSED_HEADERS, /* they are too many or too long */
	REFUSED_STATUS, /* the status line is not one of HTTP/1 or HTTP/2 */
	REFUSED_CODING, /* a transfer coding that we did not ask for */
};

struct http_failure {
	CURLcode code;
	CURL *curl;
	/* libcurl's message (CURLOPT_ERRORBUFFER). */
	const char *why;
	enum http_refusal refused;
	/* This machine has too little of something: an errno value, or 0. */
	int shortage;
	/* An earlier try has found out that the name may exist. */
	bool again;
	const struct http_handshake *handshake;
	/* Set by http_failure_set: another try cannot help; the server refuses the client's
	 * certificate, or misses one. */
	bool lasting, client_refused;
};

/* What is wrong with a certificate: in a word, and what to do. */
struct certificate_fault {
	enum reason reason;
	const char *word, *advice;
};

/* For an exchange that ended with CURLE_PEER_FAILED_VERIFICATION. */
const struct certificate_fault *http_failure_certificate(CURL *curl);

/* Whether an errno value says that this machine has no more memory or descriptors. */
bool http_failure_is_shortage(int errnum);

/* Fills in the error and returns its exit code, one of those of http_send. */
int http_failure_set(struct http_failure *f, const char *host, const char *ca_file,
		     struct err *err);
