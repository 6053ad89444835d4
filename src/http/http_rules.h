/* What holds for every exchange with a server: the rules that libcurl is given. */
#ifndef CCRED_HTTP_HTTP_RULES_H
#define CCRED_HTTP_HTTP_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include <curl/curl.h>

#include "base/err.h"
#include "base/url.h"

struct http_rules {
	const char *text; /* the URL as it is written */
	const struct url *url; /* the same, taken apart */
	const char *ca_file; /* of the profile; NULL: none */
	int64_t timeout_ms;
	char *why; /* CURL_ERROR_SIZE bytes */
};

/* EXIT_DENIED for plain http, but to loopback where that is allowed. */
int http_check_scheme(const char *text, const struct url *url, bool allow_http_loopback,
		      struct err *err);

/*
 * Sets them: https with TLS 1.2 or later, verified; nothing followed, no netrc; the times; localhost
 * pinned, and plain http past every proxy. *ret_resolve is for curl_slist_free_all, after the handle is
 * gone.
 */
CURLcode http_rules_set(CURL *curl, const struct http_rules *rules,
			struct curl_slist **ret_resolve);

#endif
