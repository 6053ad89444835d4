/* http and https URLs: the one parser, origins, and encodings. */
#include "base/url.h"
#include "base/buf.h"
#include "base/limits.h"
#include "base/text.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <strings.h>

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static unsigned default_port(bool https)
{
	return https ? 443 : 80;
}

/* Every '%' is followed by two hexadecimal digits. */
static bool percent_ok(const char *text, size_t len)
{
	const char *end = text + len;

	for (const char *p = text; (p = memchr(p, '%', (size_t)(end - p))) != NULL; p += 3)
		if (end - p < 3 || !isxdigit((unsigned char)p[1]) || !isxdigit((unsigned char)p[2]))
			return false;
	return true;
}

/* A DNS name or IPv4 address as RFC 1123 writes it. An underscore is let pass, as resolvers do. */
static bool is_name(const char *host, size_t len)
{
	size_t label = 0;

	/* A dot at the end names the same host, but compares as another one. */
	if (len > 253 || host[len - 1] == '.')
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

/* [IPv6]: an address stands in the brackets; zone ids are refused. */
static bool is_bracketed(const char *host, size_t len)
{
	char inside[INET6_ADDRSTRLEN];
	struct in6_addr addr;

	if (len < 4 || len - 2 >= sizeof(inside) || host[len - 1] != ']')
		return false;
	memcpy(inside, host + 1, len - 2);
	inside[len - 2] = '\0';
	return inet_pton(AF_INET6, inside, &addr) == 1;
}

const char *url_check_host(const char *host, size_t len)
{
	if (len == 0)
		return "the URL has no host";
	if (host[0] == '[')
		return is_bracketed(host, len) ? NULL : "the URL's [address] is malformed";
	return is_name(host, len) ? NULL : "the URL's host is malformed";
}

static const char *split_port(const char *digits, size_t len, unsigned *port)
{
	char text[6] = "";
	uint64_t number;

	if (len == 0) /* RFC 3986, 3.2.3: "host:" is the default port */
		return NULL;
	if (len < sizeof(text))
		memcpy(text, digits, len);
	if (text_to_u64(text, 65535, &number) != 0 || number == 0)
		return "the URL's port is not a number up to 65535";
	*port = (unsigned)number;
	return NULL;
}

const char *url_split(const char *text, struct url_parts *ret_parts)
{
	struct url_parts p = { .https = strncasecmp(text, "https://", 8) == 0 };
	const char *host, *colon, *why;
	size_t len;

	if (!p.https && strncasecmp(text, "http://", 7) != 0)
		return "the URL must start with https://";
	p.port = default_port(p.https);
	host = text + (p.https ? 8 : 7);
	len = strcspn(host, "/?#");
	p.path = host + len;
	if (memchr(host, '@', len) != NULL)
		return "a URL must not hold a user name or password";
	/* The colons of an [address] are not those of a port. */
	colon = memchr(host, host[0] == '[' ? ']' : ':', len);
	if (colon != NULL && *colon == ']' && ++colon == p.path)
		colon = NULL;
	p.host = host;
	p.host_len = colon != NULL ? (size_t)(colon - host) : len;
	if (colon != NULL && *colon != ':')
		return "the URL's host is malformed";
	if (colon != NULL &&
	    (why = split_port(colon + 1, (size_t)(p.path - colon) - 1, &p.port)) != NULL)
		return why;
	p.path_len = strcspn(p.path, "?#");
	p.rest = p.path + p.path_len;
	if (*p.rest == '?') {
		p.query = p.rest + 1;
		p.query_len = strcspn(p.query, "#");
	}
	if (!percent_ok(p.path, p.path_len) ||
	    (p.query != NULL && !percent_ok(p.query, p.query_len)))
		return "a % in the URL is not followed by two hexadecimal digits";
	*ret_parts = p;
	return NULL;
}

const char *url_check(const char *text, struct url_parts *ret_parts)
{
	size_t len = strnlen(text, LIMIT_URL + 1);
	struct url_parts parts;
	const char *why;

	_Static_assert(LIMIT_URL == 8192, "the limit stands in the text");
	if (len > LIMIT_URL)
		return "the URL is longer than 8192 bytes";
	if (text_has_control(text, len) || strpbrk(text, " \\\"<>") != NULL)
		return "the URL holds a character that must be encoded";
	if ((why = url_split(text, &parts)) == NULL &&
	    (why = url_check_host(parts.host, parts.host_len)) == NULL)
		*ret_parts = parts;
	return why;
}

int url_parse(const char *text, struct url **ret_url, struct err *err)
{
	struct url_parts parts;
	const char *why = url_check(text, &parts);
	struct url *u;

	if (why != NULL)
		return err_set(err, REASON_URL, "%s", why);
	/* Each string has its NUL behind it. */
	u = calloc(1, sizeof(*u) + parts.host_len + parts.path_len + parts.query_len + 3);
	if (u == NULL)
		return err_nomem(err);
	u->https = parts.https;
	u->port = parts.port;
	u->host = memcpy(u->text, parts.host, parts.host_len);
	u->path = memcpy(u->host + parts.host_len + 1, parts.path, parts.path_len);
	if (parts.query != NULL)
		u->query = memcpy(u->path + parts.path_len + 1, parts.query, parts.query_len);
	text_to_lower(u->host, parts.host_len);
	*ret_url = u;
	return 0;
}

void url_free(struct url **url)
{
	free(*url);
	*url = NULL;
}

bool url_same_origin(const struct url *a, const struct url *b)
{
	return a->port == b->port && a->https == b->https && strcmp(a->host, b->host) == 0;
}

char *url_origin(const struct url *u)
{
	char port[16] = "", *origin;

	if (u->port != default_port(u->https))
		snprintf(port, sizeof(port), ":%u", u->port);
	return asprintf(&origin, "%s://%s%s", u->https ? "https" : "http", u->host, port) < 0
		       ? NULL
		       : origin;
}

bool url_host_is_loopback(const char *host, size_t len)
{
	char text[INET_ADDRSTRLEN];
	struct in_addr addr;

	if ((len == 9 && strncasecmp(host, "localhost", 9) == 0) ||
	    (len == 5 && memcmp(host, "[::1]", 5) == 0))
		return true;
	if (len >= sizeof(text))
		return false;
	memcpy(text, host, len);
	text[len] = '\0';
	return inet_pton(AF_INET, text, &addr) == 1 && ntohl(addr.s_addr) >> 24 == 127;
}

bool url_is_loopback(const struct url *u)
{
	return url_host_is_loopback(u->host, strlen(u->host));
}

size_t url_decode(char *text, size_t len, const char *refused)
{
	char *out = text;

	for (size_t i = 0; i < len; i++, out++) {
		char hex[3] = { 0 };
		if ((*out = text[i]) != '%')
			continue;
		memcpy(hex, text + i + 1, 2);
		(void)text_from_hex(hex, out, 1);
		if (*out != '\0' && strchr(refused, *out) != NULL)
			return (size_t)-1;
		i += 2;
	}
	return (size_t)(out - text);
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
