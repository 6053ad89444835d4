/* What the plugins that ask a server over libcurl share: which URLs they take, and libcurl's
 * rules. */
#include "https.h"

#include <arpa/inet.h>
#include <strings.h>

/* The hosts that allow-http-loopback means; libcurl has put numbers into their usual form. */
static int is_loopback(const char *host)
{
	struct in_addr in;

	return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
	       (inet_pton(AF_INET, host, &in) == 1 && ntohl(in.s_addr) >> 24 == 127);
}

const char *https_take(struct https_server *server, const char *text, int http_loopback,
		       const char *must_be)
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL, *port = NULL, *url = NULL;
	const char *why = NULL;

	if (u == NULL || curl_url_set(u, CURLUPART_URL, text, CURLU_DISALLOW_USER) != CURLUE_OK ||
	    strchr(text, '#') != NULL ||
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_URL, &url, 0) != CURLUE_OK)
		why = must_be;
	else if ((server->plain = strcmp(scheme, "http") == 0) == 0 && strcmp(scheme, "https") != 0)
		why = "it is not https: write https://";
	else if (server->plain && (!http_loopback || !is_loopback(host)))
		why = "it is not https: only loopback may be http, with allow-http-loopback=yes";
	else if (curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK ||
		 (server->url = strdup(url)) == NULL)
		why = "no memory";
	/* A resolver could answer this name with another address. */
	else if (strcasecmp(host, "localhost") == 0)
		snprintf(server->pin, sizeof(server->pin), "localhost:%.5s:127.0.0.1,::1", port);
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_free(url);
	curl_url_cleanup(u);
	return why;
}

CURLcode https_begin(void)
{
	char *keylog = getenv("SSLKEYLOGFILE");

	/* vary= may bring it in, and the keys of the session would be written there. */
	if (keylog != NULL)
		*keylog = '\0';
	return curl_global_init(CURL_GLOBAL_DEFAULT);
}

CURLcode https_set_rules(CURL *curl, const struct https_server *server, const char *url,
			 const char *ca_file, int64_t timeout_ms, struct curl_slist **resolve)
{
	CURLcode c = curl_easy_setopt(curl, CURLOPT_URL, url);

	c |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, server->plain ? "http" : "https");
	/* Plain http would show a proxy all of it. */
	if (server->plain)
		c |= curl_easy_setopt(curl, CURLOPT_PROXY, "");
	if (ca_file != NULL) {
		c |= curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file);
		/* Else libcurl would go on and trust the system's directory besides. */
		c |= curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	if (server->pin[0] != '\0') {
		if ((*resolve = curl_slist_append(NULL, server->pin)) == NULL)
			return CURLE_OUT_OF_MEMORY;
		c |= curl_easy_setopt(curl, CURLOPT_RESOLVE, *resolve);
	}
	c |= curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	c |= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	c |= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	/* The library of HTTP/2 keeps headers in memory of its own. */
	c |= curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	c |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	c |= curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	c |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	/* A resolver that hangs is not waited for when the time is over. */
	c |= curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
	c |= curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)timeout_ms);
	c |= curl_easy_setopt(curl, CURLOPT_USERAGENT, "ccred");
	return c;
}
