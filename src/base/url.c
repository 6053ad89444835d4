/* http and https URLs, taken apart for comparing origins and paths. */
#include "base/banned.h"
#include "base/url.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <strings.h>

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static unsigned default_port(const char *scheme)
{
	return strcmp(scheme, "https") == 0 ? 443 : 80;
}

/* Every '%' is followed by two hexadecimal digits. */
static bool percent_ok(const char *s)
{
	unsigned char byte;

	for (; *s != '\0'; s++) {
		if (*s != '%')
			continue;
		char hex[3] = { s[1], s[1] != '\0' ? s[2] : '\0', '\0' };
		if (text_from_hex(hex, &byte, 1) != 0)
			return false;
		s += 2;
	}
	return true;
}

/* A DNS name or IPv4 address as RFC 1123 writes it (an underscore is let pass, as resolvers do). */
static bool host_ok(const char *host, size_t len)
{
	size_t label = 0;

	if (len == 0 || len > 253)
		return false;
	if (host[len - 1] == '.') /* the root's dot is another spelling: compare fails, so refuse */
		return false;
	for (size_t i = 0; i < len; i++) {
		if (host[i] == '.') {
			if (label == 0 || host[i - 1] == '-')
				return false;
			label = 0;
			continue;
		}
		if (!is_alnum(host[i]) && host[i] != '_' && (host[i] != '-' || label == 0))
			return false;
		if (++label > 63)
			return false;
	}
	return label > 0 && host[len - 1] != '-';
}

/* [IPv6]: the inside is an address; zone ids are refused. */
static bool bracket_ok(const char *host, size_t len)
{
	char inside[INET6_ADDRSTRLEN];
	struct in6_addr addr;

	if (len < 4 || len - 2 >= sizeof(inside))
		return false;
	memcpy(inside, host + 1, len - 2);
	inside[len - 2] = '\0';
	return inet_pton(AF_INET6, inside, &addr) == 1;
}

static int parse_authority(struct url *u, const char *text, size_t len, struct err *err)
{
	const char *colon;
	size_t host_len;

	if (memchr(text, '@', len) != NULL)
		return err_set(err, EXIT_DATA, "a URL must not hold a user name or password");
	if (len > 0 && text[0] == '[') {
		const char *close = memchr(text, ']', len);
		host_len = close == NULL ? 0 : (size_t)(close + 1 - text);
		if (!bracket_ok(text, host_len))
			return err_set(err, EXIT_DATA, "the URL's [address] is malformed");
		colon = host_len < len ? text + host_len : NULL;
		if (colon != NULL && *colon != ':')
			return err_set(err, EXIT_DATA, "the URL's host is malformed");
	} else {
		colon = memchr(text, ':', len);
		host_len = colon != NULL ? (size_t)(colon - text) : len;
		if (!host_ok(text, host_len))
			return err_set(err, EXIT_DATA,
				       host_len == 0 ? "the URL has no host"
						     : "the URL's host is malformed");
	}
	if ((u->host = strndup(text, host_len)) == NULL)
		return err_nomem(err);
	for (char *p = u->host; *p != '\0'; p++)
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p - 'A' + 'a');

	u->port = default_port(u->scheme);
	if (colon != NULL) {
		char digits[6];
		uint64_t port;
		size_t n = len - (size_t)(colon + 1 - text);
		if (n == 0) /* RFC 3986, 3.2.3: "host:" is the default port */
			return 0;
		if (n >= sizeof(digits))
			return err_set(err, EXIT_DATA,
				       "the URL's port is not a number up to 65535");
		memcpy(digits, colon + 1, n);
		digits[n] = '\0';
		if (text_to_u64(digits, 65535, &port) != 0 || port == 0)
			return err_set(err, EXIT_DATA,
				       "the URL's port is not a number up to 65535");
		u->port = (unsigned)port;
	}
	return 0;
}

int url_parse(const char *text, struct url **ret_url, struct err *err)
{
	struct url *u = NULL;
	size_t len = strnlen(text, LIMIT_URL + 1);
	int r;

	if (len > LIMIT_URL)
		return err_set(err, EXIT_DATA, "the URL is longer than %d bytes", LIMIT_URL);
	if (text_has_control(text, len) || strpbrk(text, " \\\"<>") != NULL)
		return err_set(err, EXIT_DATA, "the URL holds a character that must be encoded");
	if ((u = calloc(1, sizeof(*u))) == NULL)
		return err_nomem(err);
	if (strncasecmp(text, "https://", 8) == 0) {
		snprintf(u->scheme, sizeof(u->scheme), "https");
		text += 8;
	} else if (strncasecmp(text, "http://", 7) == 0) {
		snprintf(u->scheme, sizeof(u->scheme), "http");
		text += 7;
	} else {
		r = err_set(err, EXIT_DATA, "the URL must start with https://");
		goto out;
	}
	size_t authority = strcspn(text, "/?#");
	if ((r = parse_authority(u, text, authority, err)) != 0)
		goto out;
	text += authority;
	size_t path = strcspn(text, "?#");
	if ((u->path = strndup(text, path)) == NULL) {
		r = err_nomem(err);
		goto out;
	}
	text += path;
	if (*text == '?') {
		text++;
		if ((u->query = strndup(text, strcspn(text, "#"))) == NULL) {
			r = err_nomem(err);
			goto out;
		}
	}
	if (!percent_ok(u->path) || (u->query != NULL && !percent_ok(u->query))) {
		r = err_set(err, EXIT_DATA,
			    "a %% in the URL is not followed by two hexadecimal digits");
		goto out;
	}
	*ret_url = u;
	u = NULL;
	r = 0;
out:
	url_free(&u);
	return r;
}

void url_free(struct url **url)
{
	if (url == NULL || *url == NULL)
		return;
	free((*url)->host);
	free((*url)->path);
	free((*url)->query);
	free(*url);
	*url = NULL;
}

bool url_same_origin(const struct url *a, const struct url *b)
{
	return a->port == b->port && strcmp(a->scheme, b->scheme) == 0 &&
	       strcmp(a->host, b->host) == 0;
}

char *url_origin(const struct url *u)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "%s://%s", u->scheme, u->host);
	if (u->port != default_port(u->scheme))
		buf_printf(&b, ":%u", u->port);
	char *origin = buf_error(&b) ? NULL : strdup(b.data);
	buf_free(&b);
	return origin;
}

bool url_is_loopback(const struct url *u)
{
	struct in_addr addr;

	if (strcmp(u->host, "localhost") == 0 || strcmp(u->host, "[::1]") == 0)
		return true;
	return inet_pton(AF_INET, u->host, &addr) == 1 && ntohl(addr.s_addr) >> 24 == 127;
}

long url_decode(char *text)
{
	char *out = text;

	for (const char *p = text; *p != '\0'; p++) {
		if (*p == '%') {
			char hex[3] = { p[1], p[1] != '\0' ? p[2] : '\0', '\0' };
			if (text_from_hex(hex, out, 1) != 0)
				return -1;
			p += 2;
		} else {
			*out = *p;
		}
		if (text_is_control((unsigned char)*out))
			return -1;
		out++;
	}
	*out = '\0';
	return out - text;
}

void url_form_encode(struct buf *b, const void *data, size_t len)
{
	static const char digits[] = "0123456789ABCDEF";
	const char *p = data;

	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)p[i];
		if (is_alnum(p[i]) || (c != '\0' && strchr("-._~*", c) != NULL)) {
			buf_putc(b, p[i]);
		} else if (c == ' ') {
			buf_putc(b, '+');
		} else {
			buf_putc(b, '%');
			buf_putc(b, digits[c >> 4]);
			buf_putc(b, digits[c & 15]);
		}
	}
}
