/* The key=value lines of git's credential protocol. */
#include "base/kv.h"
#include "base/fs.h"
#include "base/limits.h"
#include "base/text.h"

static int add_line(struct kv *kv, const char *key, const char *value, size_t len)
{
	if (kv->n == kv->cap) {
		size_t cap = kv->cap > 0 ? 2 * kv->cap : 16;
		/* Only pointers lie in here, so growing in place leaks nothing. */
		struct kv_line *lines = reallocarray(kv->lines, cap, sizeof(*lines));
		if (lines == NULL)
			return -1;
		kv->lines = lines;
		kv->cap = cap;
	}
	kv->lines[kv->n++] = (struct kv_line){ .key = key, .value = value, .len = len };
	return 0;
}

/* Puts an end behind the key and the value of a line, and takes the value out of its escaping. */
static int split_line(char *p, size_t len, size_t number, bool escaped, struct kv *kv,
		      struct err *err)
{
	if (!escaped && len > LIMIT_PROTO_LINE)
		return err_set(err, REASON_MALFORMED_MESSAGE, "line %zu is longer than %d bytes",
			       number, LIMIT_PROTO_LINE);
	if (text_has_control(p, len))
		return err_set(err, REASON_MALFORMED_MESSAGE, "line %zu holds a control byte",
			       number);
	char *equals = memchr(p, '=', len);
	if (equals == NULL || equals == p)
		return err_set(err, REASON_MALFORMED_MESSAGE,
			       "line %zu is not of the form key=value", number);
	/* The buffer keeps room for a NUL behind its last byte. */
	p[len] = *equals = '\0';
	long value_len = p + len - (equals + 1);
	if (escaped && (value_len = kv_unescape(equals + 1)) < 0)
		return err_set(err, REASON_MALFORMED_MESSAGE, "line %zu is not escaped", number);
	return add_line(kv, p, equals + 1, (size_t)value_len) != 0 ? err_nomem(err) : 0;
}

static int parse(struct buf *text, bool escaped, struct kv *ret_kv, struct err *err)
{
	struct kv kv = KV_INIT;
	char *p = text->data, *end = p == NULL ? NULL : p + text->len;
	int r = 0;

	for (size_t number = 1; p < end && *p != '\n' && r == 0; number++) {
		char *lf = memchr(p, '\n', (size_t)(end - p));
		size_t len = (size_t)((lf != NULL ? lf : end) - p);
		r = split_line(p, len, number, escaped, &kv, err);
		p += len + 1;
	}
	if (r == 0)
		*ret_kv = kv;
	else
		kv_free(&kv);
	return r;
}

int kv_parse(struct buf *text, struct kv *ret_kv, struct err *err)
{
	return parse(text, false, ret_kv, err);
}

int kv_parse_escaped(struct buf *text, struct kv *ret_kv, struct err *err)
{
	return parse(text, true, ret_kv, err);
}

/* Whether an empty line is among the bytes from on. */
static bool has_end(const struct buf *b, size_t from)
{
	if (b->len > 0 && b->data[0] == '\n')
		return true;
	from -= from > 0; /* its first LF may have come earlier */
	return b->len > from && memmem(b->data + from, b->len - from, "\n\n", 2) != NULL;
}

int kv_read(int fd, size_t max, const char *name, struct buf *b, struct err *err)
{
	return fs_read_until(fd, max, name, has_end, b, err);
}

const char *kv_get(const struct kv *kv, const char *key)
{
	for (size_t i = kv->n; i > 0; i--)
		if (strcmp(kv->lines[i - 1].key, key) == 0)
			return kv->lines[i - 1].value;
	return NULL;
}

int64_t kv_get_int(const struct kv *kv, const char *key, int64_t dflt)
{
	const char *text = kv_get(kv, key);
	uint64_t value;

	if (text == NULL)
		return dflt;
	bool negative = *text == '-';
	if (text_to_u64(text + negative, INT64_MAX, &value) != 0)
		return dflt;
	return negative ? -(int64_t)value : (int64_t)value;
}

void kv_free(struct kv *kv)
{
	free(kv->lines);
	*kv = (struct kv)KV_INIT;
}

void kv_putn(struct buf *b, const char *key, const void *value, size_t len)
{
	if (text_has_control(value, len)) {
		b->failed = true;
		return;
	}
	buf_printf(b, "%s=", key);
	buf_put(b, value, len);
	buf_putc(b, '\n');
}

void kv_put(struct buf *b, const char *key, const char *value)
{
	if (value != NULL)
		kv_putn(b, key, value, strlen(value));
}

void kv_put_int(struct buf *b, const char *key, int64_t value)
{
	buf_printf(b, "%s=%lld\n", key, (long long)value);
}

static void escape(struct buf *b, const void *data, size_t len)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i++) {
		char hex[3];
		if (!text_is_control(p[i]) && p[i] != '%') {
			buf_putc(b, (char)p[i]);
			continue;
		}
		text_to_hex(p + i, 1, hex);
		buf_putc(b, '%');
		buf_put(b, hex, 2);
	}
}

void kv_put_escaped(struct buf *b, const char *key, const void *value, size_t len)
{
	buf_printf(b, "%s=", key);
	escape(b, value, len);
	buf_putc(b, '\n');
}

void kv_put_text(struct buf *b, const char *key, const char *value)
{
	if (value != NULL)
		kv_put_escaped(b, key, value, strlen(value));
}

void kv_put_pair(struct buf *b, const char *key, const char *name, const char *value)
{
	buf_printf(b, "%s=", key);
	escape(b, name, strlen(name));
	buf_putc(b, '=');
	escape(b, value, strlen(value));
	buf_putc(b, '\n');
}

void kv_put_flag(struct buf *b, const char *key, bool set)
{
	if (set)
		kv_put_int(b, key, 1);
}

long kv_unescape(char *value)
{
	char *out = value;

	for (const char *p = value; *p != '\0'; p++) {
		if (*p != '%') {
			*out++ = *p;
			continue;
		}
		char hex[3] = { p[1], p[1] != '\0' ? p[2] : '\0', '\0' };
		if (text_from_hex(hex, out, 1) != 0)
			return -1;
		out++;
		p += 2;
	}
	*out = '\0';
	return out - value;
}

void kv_put_filled(struct buf *b, const char *key, const char *value)
{
	if (value[0] != '\0')
		kv_put_text(b, key, value);
}

void err_kv_put(struct buf *b, const struct err *err)
{
	kv_put_filled(b, "reason", err->reason);
	kv_put_filled(b, "text", err->text);
	kv_put_filled(b, "fix", err->fix);
	kv_put_filled(b, "file", err->place.file);
	if (err->place.line != 0)
		kv_put_int(b, "line", err->place.line);
	if (err->place.column != 0)
		kv_put_int(b, "column", err->place.column);
	kv_put_filled(b, "hint", err->hint);
}

static void get_part(const struct kv *kv, const char *key, char *out, size_t size)
{
	const char *value = kv_get(kv, key);

	out[0] = '\0';
	if (value != NULL)
		text_escape(value, strlen(value), out, size);
}

void err_kv_get(const struct kv *kv, int code, struct err *ret_err)
{
	const char *fix;

	ret_err->code = code;
	get_part(kv, "reason", ret_err->reason, sizeof(ret_err->reason));
	if (!text_is_reason(ret_err->reason))
		ret_err->reason[0] = '\0';
	get_part(kv, "text", ret_err->text, sizeof(ret_err->text));
	get_part(kv, "fix", ret_err->fix, sizeof(ret_err->fix));
	/* A command that is cut or escaped would do something else. */
	fix = kv_get(kv, "fix");
	if (fix != NULL && strcmp(fix, ret_err->fix) != 0)
		ret_err->fix[0] = '\0';
	get_part(kv, "file", ret_err->place.file, sizeof(ret_err->place.file));
	ret_err->place.line = (unsigned)kv_get_int(kv, "line", 0);
	ret_err->place.column = (unsigned)kv_get_int(kv, "column", 0);
	get_part(kv, "hint", ret_err->hint, sizeof(ret_err->hint));
}
