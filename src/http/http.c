/* One HTTP exchange over libcurl. */
#include "base/clock.h"
#include "base/limits.h"
#include "base/trace.h"
#include "http/http.h"
#include "base/url.h"
#include "http/http_failure.h"
#include "http/http_rules.h"

#include <ctype.h>
#include <curl/curl.h>
#include <strings.h>
#include <time.h>

/* Room for the longest Authorization header: id and secret, form-encoded and then in base64. */
#define HEADER_MAX (128u * 1024)

/* One exchange while it runs. */
struct exchange {
	CURL *curl;
	struct curl_slist *headers, *resolve;
	struct http_reply reply;
	size_t headers_len, header_lines;
	bool body_unread, plain;
	/* Why the answer is not read to its end. */
	enum http_refusal refused;
	/* Whether the answer has a Date, which it is, and when it came. */
	bool dated;
	time_t date, now;
	/* How long the answer has lain in a cache (RFC 9111, 5.1). */
	int64_t age_s;
	char why[CURL_ERROR_SIZE];
};

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
		x->refused = REFUSED_BODY;
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

/* A short value as a string; empty: it is too long. */
#define SHORT_MAX 64
static const char *copy_short(const char *value, size_t len, char out[SHORT_MAX])
{
	snprintf(out, SHORT_MAX, "%.*s", len < SHORT_MAX ? (int)len : 0, value);
	return out;
}

/* The value of Retry-After (RFC 9110, 10.2.3), which is seconds or a date, or of Age. */
static int64_t parse_delay(const char *text, size_t len)
{
	char copy[SHORT_MAX], *end;
	long long seconds = strtoll(copy_short(text, len, copy), &end, 10);

	if (*end != '\0') {
		time_t at = curl_getdate(copy, NULL);
		seconds = at < 0 ? 0 : (long long)(at - time(NULL));
	}
	return seconds < 0 ? 0 : seconds > MAX_TOKEN_LIFETIME_S ? MAX_TOKEN_LIFETIME_S : seconds;
}

static void take_date(struct exchange *x, const char *text, size_t len)
{
	char copy[SHORT_MAX];

	x->date = curl_getdate(copy_short(text, len, copy), NULL);
	x->now = time(NULL);
	x->dated = x->date >= 0;
}

/* Whether a transfer coding is the one that HTTP/1.1 has without being asked (RFC 9112, 6.1). */
static bool coding_valid(const char *value, size_t len)
{
	return len == 7 && strncasecmp(value, "chunked", 7) == 0;
}

/*
 * Whether a status line names a version that we speak, and a status of three digits (RFC 9112, 4). libcurl
 * 8.14 takes any version and any number. Without TLS there is no HTTP/2: it is agreed on in the handshake.
 */
static bool status_line_valid(const char *line, size_t len, bool plain)
{
	static const char *const versions[] = { "HTTP/1.1 ", "HTTP/1.0 ", "HTTP/2 " };
	size_t known = sizeof(versions) / sizeof(versions[0]) - plain;

	for (size_t i = 0; i < known; i++) {
		size_t n = strlen(versions[i]);
		const char *status = line + n;
		if (len > n + 3 && memcmp(line, versions[i], n) == 0)
			return status[0] >= '1' && status[0] <= '9' &&
			       isdigit((unsigned char)status[1]) &&
			       isdigit((unsigned char)status[2]) &&
			       isspace((unsigned char)status[3]);
	}
	return false;
}

/* Takes the value of a header that matters. */
static void take_header(struct exchange *x, const char *line, size_t len)
{
	struct http_reply *reply = &x->reply;
	const char *value;
	size_t n;

	if ((value = header_value(line, len, "Location", &n)) != NULL) {
		free(reply->location);
		reply->location = strndup(value, n);
	} else if ((value = header_value(line, len, "Retry-After", &n)) != NULL) {
		reply->retry_after_s = parse_delay(value, n);
	} else if ((value = header_value(line, len, "WWW-Authenticate", &n)) != NULL) {
		if (reply->challenge == NULL || (n >= 6 && strncasecmp(value, "Bearer", 6) == 0)) {
			free(reply->challenge);
			reply->challenge = strndup(value, n);
		}
	} else if ((value = header_value(line, len, "Date", &n)) != NULL) {
		take_date(x, value, n);
	} else if ((value = header_value(line, len, "Age", &n)) != NULL) {
		x->age_s = parse_delay(value, n);
	} else if ((value = header_value(line, len, "Content-Type", &n)) != NULL) {
		reply->html = n >= 9 && strncasecmp(value, "text/html", 9) == 0;
	} else if ((value = header_value(line, len, "Transfer-Encoding", &n)) != NULL) {
		if (!coding_valid(value, n))
			x->refused = REFUSED_CODING;
	}
}

static size_t on_header(char *data, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;
	size_t len = size * n;

	x->headers_len += len;
	if (x->headers_len > LIMIT_HTTP_HEADERS || ++x->header_lines > LIMIT_HTTP_HEADER_LINES) {
		x->refused = REFUSED_HEADERS;
	} else if (len < 5 || strncasecmp(data, "HTTP/", 5) != 0) {
		take_header(x, data, len);
	} else if (!status_line_valid(data, len, x->plain)) {
		x->refused = REFUSED_STATUS;
	} else {
		/* The headers so far were those of a proxy, or of an interim answer. */
		x->dated = false;
		x->age_s = 0;
	}
	return x->refused == REFUSED_NOTHING ? len : 0;
}

static CURLcode set_answer(struct exchange *x)
{
	CURLcode c = curl_easy_setopt(x->curl, CURLOPT_WRITEFUNCTION, on_body);

	c |= curl_easy_setopt(x->curl, CURLOPT_WRITEDATA, x);
	c |= curl_easy_setopt(x->curl, CURLOPT_HEADERFUNCTION, on_header);
	c |= curl_easy_setopt(x->curl, CURLOPT_HEADERDATA, x);
	return c;
}

static CURLcode add_header(struct exchange *x, const char *line)
{
	struct curl_slist *longer = curl_slist_append(x->headers, line);

	if (longer == NULL)
		return CURLE_OUT_OF_MEMORY;
	x->headers = longer;
	return CURLE_OK;
}

/* libcurl does not send this header to a proxy. */
static CURLcode add_authorization(struct exchange *x, const struct buf *value)
{
	struct buf line = BUF_SECRET(HEADER_MAX);

	buf_puts(&line, "Authorization: ");
	buf_put(&line, value->data, value->len);
	CURLcode c = buf_error(&line) ? CURLE_OUT_OF_MEMORY : add_header(x, buf_str(&line));
	buf_free(&line);
	return c;
}

static CURLcode set_content(struct exchange *x, const struct http_request *rq)
{
	CURLcode c = add_header(x, "Accept: application/json");

	if (rq->form != NULL) {
		/* curl sets the Content-Type of a form by itself. The body is not copied. */
		c |= add_header(x, "Expect:");
		c |= curl_easy_setopt(x->curl, CURLOPT_POSTFIELDSIZE_LARGE,
				      (curl_off_t)rq->form->len);
		c |= curl_easy_setopt(x->curl, CURLOPT_POSTFIELDS, buf_str(rq->form));
	}
	if (rq->authorization != NULL && rq->authorization->len > 0)
		c |= add_authorization(x, rq->authorization);
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
		r = err_set(err, REASON_NO_TIME_LEFT, "no time was left to ask %s: raise timeout",
			    url->host);
		goto out;
	}
	if ((x.curl = curl_easy_init()) == NULL) {
		r = err_nomem(err);
		goto out;
	}
	x.plain = !url->https;
	struct http_rules rules = { rq->url, url, rq->ca_file, rq->timeout_ms, x.why };
	c = http_rules_set(x.curl, &rules, &x.resolve);
	c |= set_answer(&x);
	c |= set_content(&x, rq);
	if (c != CURLE_OK) {
		r = c == CURLE_OUT_OF_MEMORY
			    ? err_nomem(err)
			    : err_set(err, REASON_HTTP_LIBRARY,
				      "libcurl does not take an option: %s", curl_easy_strerror(c));
		goto out;
	}
	const char *method = rq->form != NULL ? "POST" : "GET";
	int64_t begin = clock_ms();
	trace("http: %s %s", method, rq->url);
	if ((c = curl_easy_perform(x.curl)) != CURLE_OK) {
		struct http_failure f = { c, x.curl, x.why, x.refused };
		r = http_failure_set(&f, url->host, rq->ca_file, err);
		trace("http: %s failed after %lld ms: %s", method, (long long)(clock_ms() - begin),
		      err->text);
		ret_reply->untrusted = c == CURLE_PEER_FAILED_VERIFICATION;
		goto out;
	}
	curl_easy_getinfo(x.curl, CURLINFO_RESPONSE_CODE, &x.reply.status);
	(void)buf_str(&x.reply.body);
	if (x.dated)
		x.reply.date = (struct http_date){ true, x.date + x.age_s - x.now };
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
