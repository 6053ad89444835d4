/* The error that a failed exchange ends with. */
#ifndef CCRED_HTTP_HTTP_FAILURE_H
#define CCRED_HTTP_HTTP_FAILURE_H

#include <curl/curl.h>

#include "base/err.h"

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
};

/* What is wrong with a certificate. */
enum certificate_fault {
	CERTIFICATE_TIME, /* it is not valid yet, or no longer */
	CERTIFICATE_NAME, /* it is for another host */
	CERTIFICATE_AUTHORITY, /* no trusted authority has signed it */
};

/* For an exchange that ended with CURLE_PEER_FAILED_VERIFICATION. */
enum certificate_fault http_failure_certificate(CURL *curl);

/* Fills in the error and returns its exit code, one of those of http_send. */
int http_failure_set(const struct http_failure *f, const char *host, const char *ca_file,
		     struct err *err);

#endif
