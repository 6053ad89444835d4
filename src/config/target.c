/* Target matching. */
#include "config/target.h"

#include "base/limits.h"
#include "base/text.h"
#include "base/url.h"

static const char tenant_word[] = "{tenant}";
#define TENANT_WORD_LEN (sizeof(tenant_word) - 1)

bool target_is_label(const char *text, size_t len)
{
	if (len == 0 || len > LIMIT_TENANT || text[0] == '-' || text[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!(text[i] >= 'a' && text[i] <= 'z') && !(text[i] >= '0' && text[i] <= '9') &&
		    text[i] != '-')
			return false;
	return true;
}

/* {tenant} stands in the host: it must be a whole label, and neither twice nor the only one. */
static const char *take_tenant(struct target *t, const char *word)
{
	const char *end = word + TENANT_WORD_LEN, *host_end = t->host + t->host_len;
	char host[256];
	size_t before = (size_t)(word - t->host), after = (size_t)(host_end - end);

	if (memmem(end, after, tenant_word, TENANT_WORD_LEN) != NULL)
		return "{tenant} can stand in the host once";
	if ((before > 0 && word[-1] != '.') || (after > 0 && *end != '.'))
		return "{tenant} must be a whole label of the host, between dots";
	if (before + after == 0)
		return "the host must have a label besides {tenant}";
	t->tenant = true;
	t->tenant_at = before;
	/* The rest of the host is checked with a label in the place of {tenant}. */
	if (before + 1 + after > sizeof(host))
		return "the URL's host is malformed";
	memcpy(host, t->host, before);
	host[before] = 'x';
	memcpy(host + before + 1, end, after);
	return url_check_host(host, before + 1 + after);
}

static const char *check_host(struct target *t, enum target_kind kind)
{
	const char *word = NULL;

	if (kind == TARGET_CONFIGURED && memchr(t->host, '{', t->host_len) != NULL)
		word = memmem(t->host, t->host_len, tenant_word, TENANT_WORD_LEN);
	return word != NULL ? take_tenant(t, word) : url_check_host(t->host, t->host_len);
}

/* path[0..len) starts with '/', or is empty. */
static const char *check_segments(const char *path, size_t len)
{
	if (text_has_control(path, len))
		return "the path has a control byte";
	if (memchr(path, '\\', len) != NULL)
		return "the path has a backslash";
	for (size_t i = 0; i < len;) {
		const char *segment = path + i + 1;
		const char *slash = memchr(segment, '/', len - i - 1);
		size_t n = slash != NULL ? (size_t)(slash - segment) : len - i - 1;
		if (n == 0 || (n <= 2 && segment[0] == '.' && segment[n - 1] == '.'))
			return "the path has an empty segment or a dot segment";
		i += n + 1;
	}
	return NULL;
}

const char *target_parse(char *url, enum target_kind kind, struct target *ret_target)
{
	struct url_parts parts;
	const char *why;
	struct target t;
	char *path;

	if ((why = url_split(url, &parts)) != NULL)
		return why;
	if (kind == TARGET_CONFIGURED && *parts.rest != '\0')
		return "a target has no query and no fragment";
	t = (struct target){
		.https = parts.https,
		.port = parts.port,
		.host = parts.host,
		.host_len = parts.host_len,
		.path_len = parts.path_len,
	};
	if ((why = check_host(&t, kind)) != NULL)
		return why;
	text_to_lower(url + (t.host - url), t.host_len);

	t.path = path = url + (parts.path - url);
	if (t.path_len > 0 && path[t.path_len - 1] == '/')
		t.path_len--;
	if (memchr(path, '%', t.path_len) != NULL) {
		/* What could be read in two ways is refused. */
		t.path_len = url_decode(path, t.path_len, "/\\.");
		if (t.path_len == (size_t)-1)
			return "the path has an encoded slash, backslash or dot";
	}
	if (kind == TARGET_CONFIGURED && memchr(path, '{', t.path_len) != NULL &&
	    memmem(path, t.path_len, tenant_word, TENANT_WORD_LEN) != NULL)
		return "{tenant} can stand in the host only";
	if ((why = check_segments(path, t.path_len)) == NULL)
		*ret_target = t;
	return why;
}

const char *target_set_path(char *path, struct target *target)
{
	size_t len = strlen(path);
	const char *why;

	/* Who builds a URL from this path again may read these characters in another way than we
	 * do. */
	if (strpbrk(path, "?#%") != NULL)
		return "the path has a '?', '#' or '%'";
	/* What is compared starts with a slash: make room for it where git left it out. */
	if (len > 0 && path[len - 1] == '/')
		len--;
	if (len > 0 && path[0] != '/') {
		memmove(path + 1, path, len);
		path[0] = '/';
		len++;
	}
	if ((why = check_segments(path, len)) != NULL)
		return why;
	target->path = path;
	target->path_len = len;
	return NULL;
}

bool target_covers(const struct target *t, const struct target *asked, const char **ret_label,
		   size_t *ret_len)
{
	size_t before = t->tenant_at;
	size_t after = t->host_len - before - TENANT_WORD_LEN;
	const char *label = NULL;
	size_t n = 0;

	if (t->https != asked->https || t->port != asked->port)
		return false;
	if (asked->path != NULL &&
	    (asked->path_len < t->path_len || memcmp(t->path, asked->path, t->path_len) != 0 ||
	     (asked->path_len > t->path_len && asked->path[t->path_len] != '/')))
		return false;
	if (!t->tenant) {
		if (t->host_len != asked->host_len ||
		    memcmp(t->host, asked->host, t->host_len) != 0)
			return false;
	} else {
		if (asked->host_len <= before + after)
			return false;
		label = asked->host + before;
		n = asked->host_len - before - after;
		if (memcmp(asked->host, t->host, before) != 0 ||
		    memcmp(label + n, t->host + before + TENANT_WORD_LEN, after) != 0 ||
		    !target_is_label(label, n))
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
