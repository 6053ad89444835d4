/* A growable byte buffer that wipes whatever it gives back. */
#include "base/buf.h"
#include "base/secret.h"

#include <stdarg.h>
#include <stdint.h>

#define BUF_LEAST 256

static void release(const struct buf *b)
{
	if (b->data == NULL)
		return;
	if (b->locked) {
		secret_release(b->data, b->cap);
		return;
	}
	explicit_bzero(b->data, b->cap);
	free(b->data);
}

/* Makes cap at least want. */
static int grow(struct buf *b, size_t want)
{
	size_t cap = b->cap > 0 ? b->cap : BUF_LEAST;
	char *data;

	while (cap < want) {
		if (cap > SIZE_MAX / 2)
			return -1;
		cap *= 2;
	}
	data = b->locked ? secret_alloc(cap) : malloc(cap);
	if (data == NULL)
		return -1;
	if (b->len > 0)
		memcpy(data, b->data, b->len);
	release(b);
	b->data = data;
	b->cap = cap;
	return 0;
}

char *buf_reserve(struct buf *b, size_t len)
{
	if (b->failed)
		return NULL;
	if (len > SIZE_MAX - b->len - 1 || (b->max > 0 && b->len + len > b->max) ||
	    (b->len + len + 1 > b->cap && grow(b, b->len + len + 1) != 0)) {
		b->failed = true;
		return NULL;
	}
	return b->data + b->len;
}

void buf_put(struct buf *b, const void *data, size_t len)
{
	char *p = buf_reserve(b, len);

	if (p == NULL)
		return;
	if (len > 0)
		memcpy(p, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void buf_puts(struct buf *b, const char *s)
{
	buf_put(b, s, strlen(s));
}

void buf_putc(struct buf *b, char c)
{
	buf_put(b, &c, 1);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	size_t room = b->data == NULL || b->failed ? 0 : b->cap - b->len;
	va_list ap;

	va_start(ap, fmt);
	int n = vsnprintf(room > 0 ? b->data + b->len : NULL, room, fmt, ap);
	va_end(ap);
	char *p = n < 0 ? NULL : buf_reserve(b, (size_t)n);
	if (p == NULL) {
		b->failed = true;
		return;
	}
	if ((size_t)n >= room) { /* it was cut: there is room now */
		va_start(ap, fmt);
		vsnprintf(p, (size_t)n + 1, fmt, ap);
		va_end(ap);
	}
	b->len += (size_t)n;
}

const char *buf_str(const struct buf *b)
{
	if (b->data == NULL)
		return "";
	/* Whoever filled a reserved room only moved len. */
	b->data[b->len] = '\0';
	return b->data;
}

bool buf_error(const struct buf *b)
{
	return b->failed;
}

void buf_reset(struct buf *b)
{
	if (b->data != NULL)
		explicit_bzero(b->data, b->cap);
	b->len = 0;
	b->failed = false;
}

void buf_drop(struct buf *b, size_t len)
{
	if (b->data == NULL || len == 0)
		return;
	if (len > b->len)
		len = b->len;
	memmove(b->data, b->data + len, b->len - len);
	explicit_bzero(b->data + b->len - len, len);
	b->len -= len;
}

void buf_free(struct buf *b)
{
	release(b);
	b->data = NULL;
	b->len = 0;
	b->cap = 0;
	b->failed = false;
}
