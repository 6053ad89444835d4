/* The rules of every exchange with a server, as options of libcurl. */
#pragma once

#include <stdint.h>

#include <curl/curl.h>

#include "base/url.h"

struct http_rules {
	/* The URL as it is written, and parsed. */
	const char *text;
	const struct url *url;
	/* Of the profile; NULL: none. */
	const char *ca_file;
	int64_t timeout_ms;
	/* Of struct http_request. */
	int64_t connect_ms;
	/* CURL_ERROR_SIZE bytes, for libcurl's message. */
	char *why;
};

/* Returns 0 for https, and for plain http to loopback where that is allowed; else EXIT_DENIED. */
int http_check_scheme(const char *text, const struct url *url, bool allow_http_loopback,
		      struct err *err);

/*
 * Sets the rules: https with TLS 1.2 or later, verified; no redirect followed, no netrc; the time
 * limits; localhost pinned to loopback, and plain http past every proxy. The caller frees
 * *ret_resolve with curl_slist_free_all, after the handle.
 */
CURLcode http_rules_set(CURL *curl, const struct http_rules *rules,
			struct curl_slist **ret_resolve);
