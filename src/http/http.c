/* One HTTP exchange over libcurl. */
#include "base/banned.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/trace.h"
#include "http/http.h"
#include "base/url.h"
#include "http/http_failure.h"
#include "http/http_rules.h"

#include <curl/curl.h>
#include <strings.h>
#include <time.h>

/* One exchange while it runs. */
struct exchange {
	CURL *curl;
	struct curl_slist *headers, *resolve;
	struct http_reply reply;
	size_t headers_len;
	bool too_long, headers_too_long, body_unread;
	bool dated; /* there was a Date, and at what moment of ours */
	time_t date, now;
	int64_t age_s; /* RFC 9111, 5.1: for how long the answer has lain in a cache */
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
	free(reply->challenge);
	reply->location = reply->challenge = NULL;
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	if (x->body_unread)
		return size * n;
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

/* Of Retry-After (RFC 9110, 10.2.3), seconds or a date, and of Age. */
static int64_t parse_delay(const char *text, size_t len)
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

static void take_date(struct exchange *x, const char *text, size_t len)
{
	char copy[64];

	if (len >= sizeof(copy))
		return;
	memcpy(copy, text, len);
	copy[len] = '\0';
	x->date = curl_getdate(copy, NULL);
	x->now = time(NULL);
	x->dated = x->date >= 0;
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
	/* What a proxy said before is not the server's. */
	if (len >= 5 && memcmp(data, "HTTP/", 5) == 0) {
		x->dated = false;
		x->age_s = 0;
	} else if ((value = header_value(data, len, "Location", &value_len)) != NULL) {
		free(x->reply.location);
		x->reply.location = strndup(value, value_len);
	} else if ((value = header_value(data, len, "Retry-After", &value_len)) != NULL) {
		x->reply.retry_after_s = parse_delay(value, value_len);
	} else if ((value = header_value(data, len, "WWW-Authenticate", &value_len)) != NULL) {
		/* Of several, that of the scheme which is ours (RFC 6750, 3). */
		if (x->reply.challenge == NULL ||
		    (value_len >= 6 && strncasecmp(value, "Bearer", 6) == 0)) {
			free(x->reply.challenge);
			x->reply.challenge = strndup(value, value_len);
		}
	} else if ((value = header_value(data, len, "Date", &value_len)) != NULL) {
		take_date(x, value, value_len);
	} else if ((value = header_value(data, len, "Age", &value_len)) != NULL) {
		x->age_s = parse_delay(value, value_len);
	} else if ((value = header_value(data, len, "Content-Type", &value_len)) != NULL) {
		x->reply.html = value_len >= 9 && strncasecmp(value, "text/html", 9) == 0;
	}
	return len;
}

/* What is done with the answer. */
static CURLcode set_answer(struct exchange *x)
{
	CURLcode c = curl_easy_setopt(x->curl, CURLOPT_WRITEFUNCTION, on_body);

	c |= curl_easy_setopt(x->curl, CURLOPT_WRITEDATA, x);
	c |= curl_easy_setopt(x->curl, CURLOPT_HEADERFUNCTION, on_header);
	c |= curl_easy_setopt(x->curl, CURLOPT_HEADERDATA, x);
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
	if (rq->bearer != NULL) {
		const char *token = rq->bearer->data;
		c |= curl_easy_setopt(x->curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
		c |= curl_easy_setopt(x->curl, CURLOPT_XOAUTH2_BEARER, token);
	}
	c |= curl_easy_setopt(x->curl, CURLOPT_HTTPHEADER, x->headers);
	return c;
}

int http_send(const struct http_request *rq, struct http_reply *ret_reply, struct err *err)
{
	struct exchange x = { .reply = HTTP_REPLY_INIT, .body_unread = rq->body_unread };
	struct url *url = NULL;
	CURLcode c;
	int r;

	if ((r = url_parse(rq->url, &url, err)) != 0 ||
	    (r = http_check_scheme(rq->url, url, rq->allow_http_loopback, err)) != 0)
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
	struct http_rules rules = { rq->url, url, rq->ca_file, rq->timeout_ms, x.why };
	c = http_rules_set(x.curl, &rules, &x.resolve);
	c |= set_answer(&x);
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
	if (x.dated)
		x.reply.date = (struct oauth_date){ true, x.date + x.age_s - x.now };
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
