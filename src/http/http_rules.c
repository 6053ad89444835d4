/* The rules of every exchange with a server, as options of libcurl. */
#include "http/http_rules.h"
#include "http/library.h"

#include "config.h"

int http_check_scheme(const char *text, const struct url *url, bool allow_http_loopback,
		      struct err *err)
{
	if (url->https || (allow_http_loopback && url_is_loopback(url)))
		return 0;
	return err_set(err, REASON_PLAIN_HTTP,
		       "%s is not https: only loopback may be, with allow-http-loopback yes", text);
}

/* What was checked is what libcurl gets: it does not open the file by its name. */
static CURLcode set_authorities(CURL *curl, const char *ca_file)
{
	struct buf pem = BUF_INIT;
	CURLcode c = CURLE_OK;

	if (ca_read(ca_file, &pem, NULL) != 0) {
		c = CURLE_SSL_CACERT_BADFILE;
	} else if (pem.len > 0) {
		struct curl_blob blob = { pem.data, pem.len, CURL_BLOB_COPY };
		c = curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &blob);
		/* Otherwise libcurl would trust the system's directory as well. */
		c |= curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	}
	buf_free(&pem);
	return c;
}

CURLcode http_rules_set(CURL *curl, const struct http_rules *rules, struct curl_slist **ret_resolve)
{
	bool plain = !rules->url->https;
	CURLcode c = curl_easy_setopt(curl, CURLOPT_URL, rules->text);
	char pin[64];

	c |= curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
	c |= curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	if (strcmp(rules->url->host, "localhost") == 0) {
		/* A resolver may have another address for this name. */
		snprintf(pin, sizeof(pin), "localhost:%u:127.0.0.1,::1", rules->url->port);
		*ret_resolve = curl_slist_append(NULL, pin);
		c |= *ret_resolve != NULL ? curl_easy_setopt(curl, CURLOPT_RESOLVE, *ret_resolve)
					  : CURLE_OUT_OF_MEMORY;
	}
	/* A proxy would see the secret. */
	if (plain)
		c |= curl_easy_setopt(curl, CURLOPT_PROXY, "");
	c |= curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	c |= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	c |= curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	c |= curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	c |= curl_easy_setopt(curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	c |= curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	/* When the time is over, libcurl does not wait for a resolver that hangs. */
	c |= curl_easy_setopt(curl, CURLOPT_QUICK_EXIT, 1L);
	c |= curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)rules->timeout_ms);
	c |= curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)rules->connect_ms);
	c |= curl_easy_setopt(curl, CURLOPT_USERAGENT, "ccred/" PACKAGE_VERSION);
	c |= curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, rules->why);
	return c != CURLE_OK || plain ? c : set_authorities(curl, rules->ca_file);
}
