/* One HTTP exchange over libcurl. */
#include "base/banned.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/trace.h"
#include "oauth/http.h"
#include "base/url.h"
#include "oauth/ca.h"
#include "oauth/http_failure.h"

#include <curl/curl.h>
#include <strings.h>
#include <unistd.h>

#include "config.h"

#define CONNECT_TIMEOUT_MS 10000

/* One exchange while it runs. */
struct exchange {
	CURL *curl;
	struct curl_slist *headers, *resolve;
	struct http_reply reply;
	size_t headers_len;
	bool too_long, headers_too_long;
	char why[CURL_ERROR_SIZE];
};

int oauth_init(struct err *err)
{
	/* Debian's libcurl would write the keys of every session to a file that others can read. */
	unsetenv("SSLKEYLOGFILE");
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(err, EXIT_SOFTWARE, "libcurl cannot be set up");
	return 0;
}

void oauth_cleanup(void)
{
	curl_global_cleanup();
}

void http_reply_clear(struct http_reply *reply)
{
	buf_free(&reply->body);
	free(reply->location);
	reply->location = NULL;
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	buf_put(&x->reply.body, data, size * n);
	if (buf_error(&x->reply.body)) {
		x->too_long = true;
		return 0;
	}
	return size * n;
}

/* The value of a header line if it is the named one; not NUL-terminated. */
static const char *header_value(const char *line, size_t len, const char *name, size_t *ret_len)
{
	size_t n = strlen(name);

	if (len <= n || strncasecmp(line, name, n) != 0 || line[n] != ':')
		return NULL;
	const char *p = line + n + 1, *end = line + len;
	while (p < end && (*p == ' ' || *p == '\t'))
		p++;
	while (end > p && (end[-1] == '\r' || end[-1] == '\n' || end[-1] == ' '))
		end--;
	*ret_len = (size_t)(end - p);
	return p;
}

/* RFC 9110, 10.2.3: seconds, or a date. */
static int64_t parse_retry_after(const char *text, size_t len)
{
	char copy[64];
	char *end;

	if (len == 0 || len >= sizeof(copy))
		return 0;
	memcpy(copy, text, len);
	copy[len] = '\0';
	long long seconds = strtoll(copy, &end, 10);
	if (*end != '\0') {
		time_t at = curl_getdate(copy, NULL);
		seconds = at < 0 ? 0 : (long long)(at - time(NULL));
	}
	return seconds < 0 ? 0 : seconds > MAX_TOKEN_LIFETIME_S ? MAX_TOKEN_LIFETIME_S : seconds;
}

static size_t on_header(char *data, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;
	size_t len = size * n, value_len;
	const char *value;

	x->headers_len += len;
	if (x->headers_len > LIMIT_HTTP_HEADERS) {
		x->headers_too_long = true;
		return 0;
	}
	if ((value = header_value(data, len, "Location", &value_len)) != NULL) {
		free(x->reply.location);
		x->reply.location = strndup(value, value_len);
	} else if ((value = header_value(data, len, "Retry-After", &value_len)) != NULL) {
		x->reply.retry_after_s = parse_retry_after(value, value_len);
	} else if ((value = header_value(data, len, "Content-Type", &value_len)) != NULL) {
		x->reply.html = value_len >= 9 && strncasecmp(value, "text/html", 9) == 0;
	}
	return len;
}

static CURLcode set_target(struct exchange *x, const struct http_request *rq, const struct url *url)
{
	bool plain = strcmp(url->scheme, "http") == 0;
	char pin[64];
	CURLcode c;

	c = curl_easy_setopt(x->curl, CURLOPT_URL, rq->url);
	c |= curl_easy_setopt(x->curl, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
	c |= curl_easy_setopt(x->curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
	if (strcmp(url->host, "localhost") == 0) {
		/* A name that somebody's resolver might answer otherwise. */
		snprintf(pin, sizeof(pin), "localhost:%u:127.0.0.1,::1", url->port);
		x->resolve = curl_slist_append(NULL, pin);
		c |= curl_easy_setopt(x->curl, CURLOPT_RESOLVE, x->resolve);
	}
	/* Plain http would show a proxy the secret. */
	if (plain)
		c |= curl_easy_setopt(x->curl, CURLOPT_PROXY, "");
	return c;
}

static CURLcode set_rules(struct exchange *x, const struct http_request *rq)
{
	const char *from, *ca = ca_bundle(rq->ca_file, &from);
	CURLcode c;

	c = curl_easy_setopt(x->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	c |= curl_easy_setopt(x->curl, CURLOPT_SSL_VERIFYPEER, 1L);
	c |= curl_easy_setopt(x->curl, CURLOPT_SSL_VERIFYHOST, 2L);
	c |= curl_easy_setopt(x->curl, CURLOPT_FOLLOWLOCATION, 0L);
	c |= curl_easy_setopt(x->curl, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	c |= curl_easy_setopt(x->curl, CURLOPT_NOSIGNAL, 1L);
	/* A resolver that hangs is not waited for when the time is over. */
	c |= curl_easy_setopt(x->curl, CURLOPT_QUICK_EXIT, 1L);
	c |= curl_easy_setopt(x->curl, CURLOPT_TIMEOUT_MS, (long)rq->timeout_ms);
	c |= curl_easy_setopt(x->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
	c |= curl_easy_setopt(x->curl, CURLOPT_USERAGENT, "ccred/" PACKAGE_VERSION);
	c |= curl_easy_setopt(x->curl, CURLOPT_ERRORBUFFER, x->why);
	c |= curl_easy_setopt(x->curl, CURLOPT_WRITEFUNCTION, on_body);
	c |= curl_easy_setopt(x->curl, CURLOPT_WRITEDATA, x);
	c |= curl_easy_setopt(x->curl, CURLOPT_HEADERFUNCTION, on_header);
	c |= curl_easy_setopt(x->curl, CURLOPT_HEADERDATA, x);
	if (ca != NULL) {
		c |= curl_easy_setopt(x->curl, CURLOPT_CAINFO, ca);
		/* Else libcurl would go on and trust the system's directory besides. */
		c |= curl_easy_setopt(x->curl, CURLOPT_CAPATH, NULL);
	}
	return c;
}

static CURLcode set_content(struct exchange *x, const struct http_request *rq)
{
	CURLcode c = CURLE_OK;

	x->headers = curl_slist_append(NULL, "Accept: application/json");
	if (rq->form != NULL) {
		/* curl sets the Content-Type of a form by itself. Its body is not copied. */
		struct curl_slist *more = curl_slist_append(x->headers, "Expect:");
		if (more != NULL)
			x->headers = more;
		c |= curl_easy_setopt(x->curl, CURLOPT_POSTFIELDSIZE_LARGE,
				      (curl_off_t)rq->form->len);
		c |= curl_easy_setopt(x->curl, CURLOPT_POSTFIELDS, buf_str(rq->form));
	}
	if (rq->user != NULL) {
		c |= curl_easy_setopt(x->curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		c |= curl_easy_setopt(x->curl, CURLOPT_USERNAME, rq->user);
		c |= curl_easy_setopt(x->curl, CURLOPT_PASSWORD, rq->password);
	}
	c |= curl_easy_setopt(x->curl, CURLOPT_HTTPHEADER, x->headers);
	return c;
}

static int check_scheme(const struct http_request *rq, const struct url *url, struct err *err)
{
	if (strcmp(url->scheme, "https") == 0)
		return 0;
	if (rq->allow_http_loopback && url_is_loopback(url))
		return 0;
	return err_set(err, EXIT_DENIED,
		       "%s is not https: only loopback may be, with allow-http-loopback yes",
		       rq->url);
}

int http_send(const struct http_request *rq, struct http_reply *ret_reply, struct err *err)
{
	struct exchange x = { .reply = HTTP_REPLY_INIT };
	struct url *url = NULL;
	CURLcode c;
	int r;

	if ((r = url_parse(rq->url, &url, err)) != 0 || (r = check_scheme(rq, url, err)) != 0)
		goto out;
	if (rq->timeout_ms <= 0) {
		r = err_set(err, EXIT_TEMPFAIL, "no time was left to ask %s: raise timeout",
			    url->host);
		goto out;
	}
	if ((x.curl = curl_easy_init()) == NULL) {
		r = err_nomem(err);
		goto out;
	}
	c = set_target(&x, rq, url);
	c |= set_rules(&x, rq);
	c |= set_content(&x, rq);
	if (c != CURLE_OK) {
		r = err_set(err, EXIT_SOFTWARE, "libcurl does not take an option: %s",
			    curl_easy_strerror(c));
		goto out;
	}
	const char *method = rq->form != NULL ? "POST" : "GET";
	int64_t begin = clock_ms();
	trace("http: %s %s", method, rq->url);
	if ((c = curl_easy_perform(x.curl)) != CURLE_OK) {
		struct http_failure f = { c, x.curl, x.why, x.too_long, x.headers_too_long };
		r = http_failure_say(&f, url->host, rq->ca_file, err);
		trace("http: %s failed after %lld ms: %s", method, (long long)(clock_ms() - begin),
		      err->text);
		ret_reply->untrusted = c == CURLE_PEER_FAILED_VERIFICATION;
		goto out;
	}
	curl_easy_getinfo(x.curl, CURLINFO_RESPONSE_CODE, &x.reply.status);
	(void)buf_str(&x.reply.body);
	trace("http: %s: status %ld, %zu bytes, after %lld ms", method, x.reply.status,
	      x.reply.body.len, (long long)(clock_ms() - begin));
	http_reply_clear(ret_reply);
	*ret_reply = x.reply;
	x.reply = (struct http_reply)HTTP_REPLY_INIT;
out:
	curl_easy_cleanup(x.curl);
	curl_slist_free_all(x.headers);
	curl_slist_free_all(x.resolve);
	http_reply_clear(&x.reply);
	url_free(&url);
	return r;
}
