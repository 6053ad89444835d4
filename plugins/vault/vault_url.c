/* The URLs of the vault plugin: the address of the server, and what is asked for below it. */
#include "vault.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <curl/curl.h>
#include <strings.h>

/* The hosts that allow-http-loopback means; libcurl has put numbers into their usual form. */
static int is_loopback(const char *host)
{
	struct in_addr in;

	return strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
	       (inet_pton(AF_INET, host, &in) == 1 && ntohl(in.s_addr) >> 24 == 127);
}

const char *vault_take_address(struct vault *v, const char *text)
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL, *port = NULL, *url = NULL;
	const char *why = NULL;

	if (u == NULL || curl_url_set(u, CURLUPART_URL, text, CURLU_DISALLOW_USER) != CURLUE_OK ||
	    strpbrk(text, "?#") != NULL ||
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK ||
	    curl_url_get(u, CURLUPART_URL, &url, 0) != CURLUE_OK)
		why = "it must be a URL such as https://vault.example.com:8200, without user name, "
		      "query and fragment";
	else if ((v->plain = strcmp(scheme, "http") == 0) == 0 && strcmp(scheme, "https") != 0)
		why = "it is not https: write https://";
	else if (v->plain && (!v->http_loopback || !is_loopback(host)))
		why = "it is not https: only loopback may be http, with allow-http-loopback=yes";
	else if (curl_url_get(u, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) != CURLUE_OK ||
		 (v->base = strdup(url)) == NULL)
		why = "no memory";
	if (why == NULL) {
		for (size_t len = strlen(url); len > 0 && url[len - 1] == '/'; len--)
			v->base[len - 1] = '\0';
		/* A resolver could answer this name with another address. */
		if (strcasecmp(host, "localhost") == 0)
			snprintf(v->pin, sizeof(v->pin), "localhost:%.5s:127.0.0.1,::1", port);
	}
	curl_free(scheme);
	curl_free(host);
	curl_free(port);
	curl_free(url);
	curl_url_cleanup(u);
	return why;
}

int vault_is_path(const char *text)
{
	for (const char *p = text;; p++) {
		size_t len = strcspn(p, "/");
		/* Dots would lead elsewhere. */
		if (len == 0 || strspn(p, ".") >= len)
			return 0;
		p += len;
		if (*p == '\0')
			return 1;
	}
}

int vault_set_url(struct vault *v, const char *fmt, va_list ap)
{
	static const char slash[] = "%2F";
	char *path = NULL, *encoded = NULL;

	free(v->url);
	v->url = NULL;
	if (vasprintf(&path, fmt, ap) < 0)
		path = NULL;
	else if ((encoded = curl_easy_escape(NULL, path, 0)) != NULL)
		/* Slashes part the segments; all other bytes stand for themselves. */
		for (char *p = encoded; (p = strstr(p, slash)) != NULL; *p++ = '/')
			memmove(p + 1, p + strlen(slash), strlen(p + strlen(slash)) + 1);
	if (encoded == NULL || asprintf(&v->url, "%s/v1/%s", v->base, encoded) < 0)
		v->url = NULL;
	free(path);
	curl_free(encoded);
	return v->url != NULL ? CCRED_SUCCESS : say_no_memory(&v->say);
}
