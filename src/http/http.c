/* One HTTP exchange over libcurl. */
#include "base/clock.h"
#include "base/trace.h"
#include "http/handshake.h"
#include "http/http.h"
#include "http/http_failure.h"
#include "http/http_rules.h"
#include "http/library.h"

#include <ctype.h>
#include <errno.h>
#include <strings.h>

/* One exchange while it runs. */
struct exchange {
	CURL *curl;
	struct curl_slist *headers, *resolve;
	struct http_reply reply;
	size_t headers_len, header_lines;
	bool body_unread, plain;
	/* The headers are there, and nothing else is wanted. */
	bool enough;
	/* The request begins to go out. */
	bool sent;
	struct http_handshake handshake;
	/* Why the answer is not read to its end. */
	enum http_refusal refused;
	/* Of struct http_failure. */
	int shortage;
	/* When the last line of the headers came. */
	time_t headers_at;
	char why[CURL_ERROR_SIZE];
};

void http_reply_clear(struct http_reply *reply)
{
	buf_free(&reply->body);
	free(reply->location);
	free(reply->challenge);
	free(reply->dpop_nonce);
	reply->location = reply->challenge = reply->dpop_nonce = NULL;
}

static size_t on_body(char *data, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;

	if (x->reply.body.len + size * n > LIMIT_HTTP_BODY)
		x->refused = REFUSED_BODY;
	buf_put(&x->reply.body, data, size * n);
	/* No memory: libcurl then reports CURLE_WRITE_ERROR. */
	if (buf_error(&x->reply.body))
		return 0;
	return size * n;
}

/* Whether a line names another transfer coding than chunked, which HTTP/1.1 may use unasked (RFC
 * 9112, 6.1). */
static bool odd_coding(const char *line, size_t len)
{
	static const char name[] = "Transfer-Encoding:";
	const char *p, *end = line + len;

	if (len < sizeof(name) || strncasecmp(line, name, sizeof(name) - 1) != 0)
		return false;
	p = line + sizeof(name) - 1;
	while (p < end && isspace((unsigned char)*p))
		p++;
	while (end > p && isspace((unsigned char)end[-1]))
		end--;
	return end - p != 7 || strncasecmp(p, "chunked", 7) != 0;
}

/*
 * Whether a status line names a version that we speak, and a status of three digits (RFC 9112, 4).
 * libcurl 8.14 takes any version and any number. Without TLS there is no HTTP/2: it is agreed on in
 * the handshake.
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

/* Whether this line ends the headers of the answer itself, and not of a proxy or of an interim
 * answer. */
static bool ends_headers(const struct exchange *x, const char *line, size_t len)
{
	long status = 0;

	return x->sent && (len == 1 || (len == 2 && line[0] == '\r')) &&
	       curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK &&
	       status >= 200;
}

static size_t on_header(char *data, size_t size, size_t n, void *arg)
{
	struct exchange *x = arg;
	size_t len = size * n;

	x->headers_len += len;
	/* The last lines of a body in chunks come here, too. */
	if (x->reply.body.len == 0)
		x->headers_at = time(NULL);
	if (x->headers_len > LIMIT_HTTP_HEADERS || ++x->header_lines > LIMIT_HTTP_HEADER_LINES)
		x->refused = REFUSED_HEADERS;
	else if (len >= 5 && strncasecmp(data, "HTTP/", 5) == 0 &&
		 !status_line_valid(data, len, x->plain))
		x->refused = REFUSED_STATUS;
	else if (odd_coding(data, len))
		x->refused = REFUSED_CODING;
	/* A stream of events may have no end. */
	x->enough = x->body_unread && ends_headers(x, data, len);
	return x->refused == REFUSED_NOTHING && !x->enough ? len : 0;
}

/* The value of a header of the answer itself, and not of a proxy or of an interim answer; NULL:
 * there is none. */
static const char *header(const struct exchange *x, const char *name, size_t index)
{
	struct curl_header *h;

	return curl_easy_header(x->curl, name, index, CURLH_HEADER, -1, &h) == CURLHE_OK ? h->value
											 : NULL;
}

/* The value of Retry-After (RFC 9110, 10.2.3), which is seconds or a date, or of Age; NULL: 0. */
static int64_t parse_delay(const char *text)
{
	long long seconds;
	char *end;

	if (text == NULL)
		return 0;
	seconds = strtoll(text, &end, 10);
	if (*end != '\0') {
		time_t at = curl_getdate(text, NULL);
		seconds = at < 0 ? 0 : (long long)(at - time(NULL));
	}
	return seconds < 0 ? 0 : seconds > MAX_TOKEN_LIFETIME_S ? MAX_TOKEN_LIFETIME_S : seconds;
}

static void take_headers(struct exchange *x)
{
	const char *location = header(x, "Location", 0), *date = header(x, "Date", 0), *value;
	const char *nonce = header(x, "DPoP-Nonce", 0);
	struct buf challenges = BUF_INIT;
	struct http_reply *reply = &x->reply;
	time_t at = date != NULL ? curl_getdate(date, NULL) : -1;

	for (size_t i = 0; (value = header(x, "WWW-Authenticate", i)) != NULL; i++) {
		buf_puts(&challenges, i > 0 ? ", " : "");
		buf_puts(&challenges, value);
	}
	reply->challenge = challenges.len > 0 ? strdup(buf_str(&challenges)) : NULL;
	buf_free(&challenges);
	reply->location = location != NULL ? strdup(location) : NULL;
	reply->dpop_nonce = nonce != NULL ? strdup(nonce) : NULL;
	for (size_t i = 0; (value = header(x, "Content-Type", i)) != NULL; i++)
		reply->html |= strncasecmp(value, "text/html", 9) == 0;
	reply->retry_after_s = parse_delay(header(x, "Retry-After", 0));
	/* Age: how long the answer has lain in a cache (RFC 9111, 5.1). */
	if (at >= 0)
		reply->date = (struct http_date){ true, at + parse_delay(header(x, "Age", 0)) -
								x->headers_at };
}

/* Does what libcurl does by itself, and notes why there is no socket. */
static curl_socket_t on_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct exchange *x = arg;
	int fd = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);

	(void)purpose;
	if (fd < 0 && http_failure_is_shortage(errno))
		x->shortage = errno;
	return fd;
}

/* libcurl calls it once the connection stands, TLS and the proxy's tunnel included. */
static int on_request(void *arg, char *peer, char *local, int peer_port, int local_port)
{
	struct exchange *x = arg;

	(void)peer;
	(void)local;
	(void)peer_port;
	(void)local_port;
	x->sent = true;
	return CURL_PREREQFUNC_OK;
}

static CURLcode add_header(struct exchange *x, const char *line)
{
	struct curl_slist *longer = curl_slist_append(x->headers, line);

	if (longer == NULL)
		return CURLE_OUT_OF_MEMORY;
	x->headers = longer;
	return CURLE_OK;
}

static CURLcode set_contents(struct exchange *x, const struct http_request *rq)
{
	CURLcode c = add_header(x, "Accept: application/json");

	if (rq->form != NULL) {
		/* curl sets the Content-Type of a form by itself. The body is not copied. */
		c |= add_header(x, "Expect:");
		c |= curl_easy_setopt(x->curl, CURLOPT_POSTFIELDSIZE_LARGE,
				      (curl_off_t)rq->form->len);
		c |= curl_easy_setopt(x->curl, CURLOPT_POSTFIELDS, buf_str(rq->form));
	}
	/* libcurl does not send them to a proxy. */
	if (rq->authorization != NULL && rq->authorization->len > 0)
		c |= add_header(x, buf_str(rq->authorization));
	if (rq->proof != NULL && rq->proof->len > 0)
		c |= add_header(x, buf_str(rq->proof));
	c |= curl_easy_setopt(x->curl, CURLOPT_HTTPHEADER, x->headers);
	c |= curl_easy_setopt(x->curl, CURLOPT_WRITEFUNCTION, on_body);
	c |= curl_easy_setopt(x->curl, CURLOPT_WRITEDATA, x);
	c |= curl_easy_setopt(x->curl, CURLOPT_HEADERFUNCTION, on_header);
	c |= curl_easy_setopt(x->curl, CURLOPT_HEADERDATA, x);
	c |= curl_easy_setopt(x->curl, CURLOPT_PREREQFUNCTION, on_request);
	c |= curl_easy_setopt(x->curl, CURLOPT_PREREQDATA, x);
	c |= curl_easy_setopt(x->curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	c |= curl_easy_setopt(x->curl, CURLOPT_OPENSOCKETDATA, x);
	return c;
}

int http_send(const struct http_request *rq, struct http_reply *ret_reply, struct err *err)
{
	struct exchange x = { .reply = HTTP_REPLY_INIT,
			      .body_unread = rq->body_unread,
			      .handshake = { .certificate = rq->certificate } };
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
	x.handshake.host = url->host;
	if (!x.plain && (r = handshake_watch(x.curl, &x.handshake, err)) != 0)
		goto out;
	struct http_rules rules = {
		rq->url, url, rq->ca_file, rq->timeout_ms, rq->connect_ms, x.why
	};
	c = http_rules_set(x.curl, &rules, &x.resolve);
	c |= set_contents(&x, rq);
	if (c != CURLE_OK && c != CURLE_SSL_CACERT_BADFILE) {
		r = c == CURLE_OUT_OF_MEMORY
			    ? err_nomem(err)
			    : err_set(err, REASON_HTTP_LIBRARY,
				      "libcurl does not take an option: %s", curl_easy_strerror(c));
		goto out;
	}
	const char *method = rq->form != NULL ? "POST" : "GET";
	int64_t begin = clock_ms();
	unsigned denials = http_denials();
	trace("http: %s %s", method, rq->url);
	if (c == CURLE_OK)
		c = curl_easy_perform(x.curl);
	if (x.enough && x.refused == REFUSED_NOTHING)
		c = CURLE_OK;
	if (c != CURLE_OK) {
		struct http_failure f = { c,          x.curl,    x.why,       x.refused,
					  x.shortage, rq->again, &x.handshake };
		if (http_denials() != denials)
			f.shortage = ENOMEM;
		r = http_failure_set(&f, url->host, rq->ca_file, err);
		trace("http: %s failed after %lld ms: %s", method, (long long)(clock_ms() - begin),
		      err->text);
		ret_reply->sent = x.sent;
		ret_reply->lasting = f.lasting;
		ret_reply->client_refused = f.client_refused;
		ret_reply->certificate_asked = x.handshake.asked;
		goto out;
	}
	curl_easy_getinfo(x.curl, CURLINFO_RESPONSE_CODE, &x.reply.status);
	(void)buf_str(&x.reply.body);
	take_headers(&x);
	x.reply.certificate_asked = x.handshake.asked;
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
