/* Target matching. */
#include "base/banned.h"
#include "config/target.h"

#include <strings.h>

#include "base/limits.h"
#include "base/text.h"

static const char tenant_word[] = "{tenant}";
#define TENANT_WORD_LEN (sizeof(tenant_word) - 1)

static int refuse(const char **ret_why, const char *why)
{
	*ret_why = why;
	return -1;
}

static bool is_lower_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool target_is_label(const char *text, size_t len)
{
	if (len == 0 || len > LIMIT_TENANT || text[0] == '-' || text[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!is_lower_alnum(text[i]) && text[i] != '-')
			return false;
	return true;
}

/* {tenant} stands at offset at: it must be a whole label, and not the only one. */
static int check_tenant(const char *host, size_t len, size_t at, struct target *t,
			const char **ret_why)
{
	bool starts = at == 0 || host[at - 1] == '.';
	bool ends = at + TENANT_WORD_LEN == len || host[at + TENANT_WORD_LEN] == '.';

	if (t->tenant)
		return refuse(ret_why, "{tenant} can stand in the host once");
	if (!starts || !ends)
		return refuse(ret_why, "{tenant} must be a whole label of the host, between dots");
	if (len == TENANT_WORD_LEN)
		return refuse(ret_why, "the host must have a label besides {tenant}");
	t->tenant = true;
	t->tenant_at = at;
	return 0;
}

/* Lowers the case of the host and finds {tenant} in it. */
static int parse_host(char *host, size_t len, enum target_kind kind, struct target *t,
		      const char **ret_why)
{
	int r;

	if (len == 0)
		return refuse(ret_why, "the URL has no host");
	for (size_t i = 0; i < len; i++) {
		if (host[i] >= 'A' && host[i] <= 'Z')
			host[i] = (char)(host[i] - 'A' + 'a');
		if (is_lower_alnum(host[i]) || host[i] == '.' || host[i] == '-' || host[i] == '_')
			continue;
		if (host[0] == '[' && strchr("[]:", host[i]) != NULL)
			continue;
		if (kind == TARGET_CONFIGURED && len - i >= TENANT_WORD_LEN &&
		    memcmp(host + i, tenant_word, TENANT_WORD_LEN) == 0) {
			if ((r = check_tenant(host, len, i, t, ret_why)) != 0)
				return r;
			i += TENANT_WORD_LEN - 1;
			continue;
		}
		return refuse(ret_why, "the URL's host is malformed");
	}
	t->host = host;
	t->host_len = len;
	return 0;
}

static int parse_port(const char *digits, size_t len, struct target *t, const char **ret_why)
{
	unsigned port = 0;

	if (len == 0) /* RFC 3986, 3.2.3: "host:" is the default port */
		return 0;
	for (size_t i = 0; i < len; i++) {
		if (digits[i] < '0' || digits[i] > '9' || i >= 5)
			return refuse(ret_why, "the URL's port is not a number up to 65535");
		port = port * 10 + (unsigned)(digits[i] - '0');
	}
	if (port == 0 || port > 65535)
		return refuse(ret_why, "the URL's port is not a number up to 65535");
	t->port = port;
	return 0;
}

/* Decodes %NN once, in place, and refuses what could be read in two ways. */
static int decode_path(char *path, size_t *len, const char **ret_why)
{
	char *out = memchr(path, '%', *len);

	if (out == NULL)
		return 0;
	for (size_t i = (size_t)(out - path); i < *len; i++) {
		unsigned char byte;
		char hex[3] = { 0 };
		if (path[i] != '%') {
			*out++ = path[i];
			continue;
		}
		if (*len - i > 2)
			memcpy(hex, path + i + 1, 2);
		if (text_from_hex(hex, &byte, 1) != 0)
			return refuse(ret_why,
				      "a % in the path is not followed by two hexadecimal digits");
		if (byte == '/' || byte == '\\' || byte == '.')
			return refuse(ret_why, "the path has an encoded slash, backslash or dot");
		*out++ = (char)byte;
		i += 2;
	}
	*len = (size_t)(out - path);
	return 0;
}

/* path[0..len) starts with '/', or is empty. */
static int check_segments(const char *path, size_t len, const char **ret_why)
{
	if (text_has_control(path, len))
		return refuse(ret_why, "the path has a control byte");
	if (memchr(path, '\\', len) != NULL)
		return refuse(ret_why, "the path has a backslash");
	for (size_t i = 0; i < len;) {
		const char *segment = path + i + 1;
		const char *slash = memchr(segment, '/', len - i - 1);
		size_t n = slash != NULL ? (size_t)(slash - segment) : len - i - 1;
		if (n == 0 || (n <= 2 && segment[0] == '.' && segment[n - 1] == '.'))
			return refuse(ret_why, "the path has an empty segment or a dot segment");
		i += n + 1;
	}
	return 0;
}

int target_parse(char *url, enum target_kind kind, struct target *ret_target, const char **ret_why)
{
	struct target t = { .https = true, .port = 443 };
	char *host, *path, *colon;
	size_t host_len, path_len;
	int r;

	if (strncasecmp(url, "https://", 8) == 0) {
		host = url + 8;
	} else if (strncasecmp(url, "http://", 7) == 0) {
		host = url + 7;
		t.https = false;
		t.port = 80;
	} else {
		return refuse(ret_why, "the URL must start with https://");
	}
	path = host + strcspn(host, "/?#");
	host_len = (size_t)(path - host);
	if (memchr(host, '@', host_len) != NULL)
		return refuse(ret_why, "a URL must not hold a user name or password");
	colon = memrchr(host, ':', host_len);
	if (colon != NULL && memchr(colon, ']', (size_t)(path - colon)) == NULL) {
		host_len = (size_t)(colon - host);
		if ((r = parse_port(colon + 1, (size_t)(path - colon - 1), &t, ret_why)) != 0)
			return r;
	}
	if ((r = parse_host(host, host_len, kind, &t, ret_why)) != 0)
		return r;

	path_len = strcspn(path, "?#");
	if (kind == TARGET_CONFIGURED && path[path_len] != '\0')
		return refuse(ret_why, "a target has no query and no fragment");
	if (path_len > 0 && path[path_len - 1] == '/')
		path_len--;
	if ((r = decode_path(path, &path_len, ret_why)) != 0)
		return r;
	if (kind == TARGET_CONFIGURED && memchr(path, '{', path_len) != NULL &&
	    memmem(path, path_len, tenant_word, TENANT_WORD_LEN) != NULL)
		return refuse(ret_why, "{tenant} can stand in the host only");
	if ((r = check_segments(path, path_len, ret_why)) != 0)
		return r;
	t.path = path;
	t.path_len = path_len;
	*ret_target = t;
	return 0;
}

int target_set_path(char *path, struct target *target, const char **ret_why)
{
	size_t len = strcspn(path, "?#");
	int r;

	/* What is compared starts with a slash: make room for it where git left it out. */
	if (len > 0 && path[len - 1] == '/')
		len--;
	if (len > 0 && path[0] != '/') {
		memmove(path + 1, path, len);
		path[0] = '/';
		len++;
	}
	if ((r = check_segments(path, len, ret_why)) != 0)
		return r;
	target->path = path;
	target->path_len = len;
	return 0;
}

static bool host_covers(const struct target *t, const struct target *asked, const char **ret_label,
			size_t *ret_len)
{
	size_t before = t->tenant_at;
	size_t after = t->host_len - before - TENANT_WORD_LEN;
	const char *label;
	size_t n;

	if (!t->tenant)
		return t->host_len == asked->host_len &&
		       memcmp(t->host, asked->host, t->host_len) == 0;
	if (asked->host_len <= before + after)
		return false;
	n = asked->host_len - before - after;
	label = asked->host + before;
	if (memcmp(asked->host, t->host, before) != 0 ||
	    memcmp(label + n, t->host + before + TENANT_WORD_LEN, after) != 0 ||
	    !target_is_label(label, n))
		return false;
	*ret_label = label;
	*ret_len = n;
	return true;
}

bool target_covers(const struct target *t, const struct target *asked, const char **ret_label,
		   size_t *ret_len)
{
	const char *label = NULL;
	size_t n = 0;

	if (t->https != asked->https || t->port != asked->port ||
	    !host_covers(t, asked, &label, &n))
		return false;
	if (asked->path != NULL) {
		if (asked->path_len < t->path_len || memcmp(t->path, asked->path, t->path_len) != 0)
			return false;
		if (asked->path_len > t->path_len && asked->path[t->path_len] != '/')
			return false;
	}
	*ret_label = label;
	*ret_len = n;
	return true;
}

int target_prefer(const struct target *a, const struct target *b)
{
	if (a->path_len != b->path_len)
		return a->path_len > b->path_len ? 1 : -1;
	return (int)b->tenant - (int)a->tenant;
}
