/*
 * A growable byte buffer. Every buffer may come to hold a secret, so growing copies, wipes and
 * frees (never realloc), and buf_free wipes the whole capacity. A failed allocation or an exceeded
 * limit is remembered: later calls do nothing, and the caller checks once with buf_error.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct buf {
	char *data; /* always followed by NUL once anything was put; NULL before */
	size_t len;
	size_t cap;
	size_t max; /* 0: no limit but memory */
	bool locked; /* in secret_alloc memory */
	bool failed;
};

#define BUF_INIT \
	{ \
		0 \
	}
/* For contents that are secret from the start: locked memory, at most max bytes. */
#define BUF_SECRET(limit) \
	{ \
		.max = (limit), .locked = true \
	}

void buf_put(struct buf *b, const void *data, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
/* The format must not be given secrets: vsnprintf may copy through memory that nobody wipes. */
void buf_printf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Makes room for len more bytes and returns where they go (then add to b->len), or NULL. */
char *buf_reserve(struct buf *b, size_t len);

/* The contents as a C string; "" when empty. Valid until the next call. */
const char *buf_str(const struct buf *b);

/* Nonzero after a failed allocation or a limit exceeded. */
bool buf_error(const struct buf *b);

/* Empties without freeing; the bytes are wiped. The failure is forgotten. */
void buf_reset(struct buf *b);

/* Takes len bytes off the front. */
void buf_drop(struct buf *b, size_t len);

/* Wipes and frees; the buffer can be used again. */
void buf_free(struct buf *b);
