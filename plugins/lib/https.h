/* What the plugins that ask a server over libcurl share: which URLs they take, and libcurl's
 * rules. */
#pragma once

#include <stdint.h>

#include <curl/curl.h>

/* A server, or what is asked of it. */
struct https_server {
	/* In its usual form; owned, and freed by free(). */
	char *url;
	/* It is of http. */
	int plain;
	/* What localhost is, for libcurl; empty: another host. */
	char pin[64];
};

/*
 * Takes a URL without a user name: https, or http to this machine if that is allowed. Returns NULL,
 * or what is wrong with it: must_be if it is no such URL.
 */
const char *https_take(struct https_server *server, const char *text, int http_loopback,
		       const char *must_be);

/* Sets libcurl up; curl_global_cleanup ends it. */
CURLcode https_begin(void);

/* Sets what holds for each request to the server: the URL may be another one of it. ca_file may be
 * NULL. *resolve is for curl_slist_free_all once the request is over. */
CURLcode https_set_rules(CURL *curl, const struct https_server *server, const char *url,
			 const char *ca_file, int64_t timeout_ms, struct curl_slist **resolve);
