/* What an exchange that failed says to the user. */
#ifndef CCRED_HTTP_HTTP_FAILURE_H
#define CCRED_HTTP_HTTP_FAILURE_H

#include <stdbool.h>

#include <curl/curl.h>

#include "base/err.h"

struct http_failure {
	CURLcode code;
	CURL *curl;
	const char *why; /* of CURLOPT_ERRORBUFFER */
	bool body_too_long, headers_too_long;
};

/* What is wrong with a certificate. */
enum certificate_fault {
	CERTIFICATE_GOOD, /* or not known */
	CERTIFICATE_TIME, /* not valid yet, or no longer */
	CERTIFICATE_NAME, /* it is for another host */
	CERTIFICATE_AUTHORITY, /* nobody who is trusted has signed it */
};

/* Of an exchange that ended with CURLE_PEER_FAILED_VERIFICATION. */
enum certificate_fault http_failure_certificate(CURL *curl);

/* Sets the message and returns the exit code, as http_send documents them. */
int http_failure_say(const struct http_failure *f, const char *host, const char *ca_file,
		     struct err *err);

#endif
