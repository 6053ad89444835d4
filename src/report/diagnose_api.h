/* Calls a protected API with a token, for ccred doctor. */
#ifndef CCRED_REPORT_DIAGNOSE_API_H
#define CCRED_REPORT_DIAGNOSE_API_H

#include <stdint.h>

#include "base/err.h"
#include "base/secret.h"

/* What a protected API says of a token (RFC 6750, 3). */
struct api_answer {
	long status;
	/* invalid_request, invalid_token or insufficient_scope; NULL: not said. */
	const char *error;
	/* The scope that it wants, without control bytes; empty: not said. */
	char scope[512];
};

/*
 * Sends a GET with the token. A redirect is not followed, and the body is not read. Returns 0 with an answer of
 * any status, or as http_send. The caller knows that the token is for this URL.
 */
int diagnose_api(const char *url, const char *ca_file, bool allow_http_loopback,
		 const struct secret *token, int64_t deadline_ms, struct api_answer *ret_answer,
		 struct err *err);

#endif
