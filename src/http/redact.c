/* Makes a server's words fit to be shown: without secrets, without control bytes, and not too
 * long. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/url.h"
#include "http/disguise.h"
#include "http/redact.h"

/* Shorter secrets would be found in ordinary words, and protect nothing. */
#define SECRET_MIN 4

/* As many bytes of a secret in a row are too many. */
#define WINDOW 8

/* As many bytes of words are looked at; the others are not shown. */
#define WORDS_MAX 16384
_Static_assert(LIMIT_TOKEN <= WORDS_MAX && LIMIT_CONFIG_LINE <= WORDS_MAX, "they fit");

/* The same with the shortest secrets replaced. */
#define HIDDEN_MAX (WORDS_MAX / SECRET_MIN * (sizeof(REDACTED) - 1) + 1)

/* A secret of the largest length, form-encoded. */
#define ENCODED_MAX (256u * 1024)

/* Encodings that may lie one upon the other. */
#define LAYERS 3

#define PRINT_BITS 18

/* What is looked for: the windows of each secret. That of a short secret is the whole. */
struct windows {
	const struct redact_list *list;
	/* The narrowest window. */
	size_t least;
	/* A bit for the print of each: most texts have none of them. */
	unsigned char prints[1 << (PRINT_BITS - 3)];
};

static void add(struct redact_list *list, const void *data, size_t len, bool whole)
{
	if (list->n == REDACT_MAX) {
		list->overflowed = true;
		return;
	}
	list->secrets[list->n].data = data;
	list->secrets[list->n].whole = whole;
	list->secrets[list->n++].len = len;
}

void redact_add(struct redact_list *list, const void *data, size_t len)
{
	add(list, data, len, false);
}

void redact_add_whole(struct redact_list *list, const void *data, size_t len)
{
	add(list, data, len, true);
}

/* Capital letters count as small ones, and the + of a form as a blank. The result has the last
 * WINDOW bytes that were pushed. */
static uint64_t push(uint64_t window, char c)
{
	text_to_lower(&c, 1);
	return window << 8 | (unsigned char)(c == '+' ? ' ' : c);
}

/* Its last bytes alone. */
static uint64_t narrow(uint64_t window, size_t wide)
{
	return window & ~UINT64_C(0) >> 8 * (WINDOW - wide);
}

static uint32_t print_of(uint64_t window)
{
	return (uint32_t)(window * UINT64_C(0x9e3779b97f4a7c15) >> (64 - PRINT_BITS));
}

/* The width of the windows of a secret; 0: it is not looked for. */
static size_t width_of(const struct redact_list *list, size_t i)
{
	size_t len = list->secrets[i].len;

	return len < SECRET_MIN || list->secrets[i].whole ? 0 : len < WINDOW ? len : WINDOW;
}

static void begin(struct windows *s, const struct redact_list *list)
{
	s->list = list;
	s->least = WINDOW;
	memset(s->prints, 0, sizeof(s->prints));
	for (size_t i = 0; i < list->n; i++) {
		size_t len = list->secrets[i].len, wide = width_of(list, i);
		uint64_t window = 0;
		if (wide > 0 && wide < s->least)
			s->least = wide;
		for (size_t k = 0; k < len && wide > 0; k++) {
			window = push(window, list->secrets[i].data[k]);
			uint32_t print = print_of(narrow(window, wide));
			if (k + 1 >= wide)
				s->prints[print / 8] |= (unsigned char)(1u << print % 8);
		}
	}
}

/* Whether the window, of which n bytes count, is one of a secret. */
static bool is_of(const struct redact_list *list, uint64_t window, size_t n)
{
	bool found = false;

	for (size_t i = 0; i < list->n && !found; i++) {
		size_t len = list->secrets[i].len, wide = width_of(list, i);
		uint64_t other = 0;
		for (size_t k = 0; k < len && wide > 0 && wide <= n && !found; k++) {
			other = push(other, list->secrets[i].data[k]);
			found = k + 1 >= wide && narrow(window ^ other, wide) == 0;
		}
	}
	return found;
}

static bool stands_in(const struct windows *s, const char *text, size_t len)
{
	uint64_t window = 0;

	for (size_t i = 0; i < len; i++) {
		window = push(window, text[i]);
		for (size_t wide = s->least; wide <= WINDOW; wide++) {
			uint32_t print = print_of(narrow(window, wide));
			if ((s->prints[print / 8] >> print % 8 & 1) != 0 &&
			    is_of(s->list, window, i + 1))
				return true;
		}
	}
	return false;
}

/*
 * Whether a part of a secret is in the text, with at most so many layers taken off. What a layer
 * leaves is never longer than the text, and room has as many bytes for each layer: the work is a
 * small multiple of the length, whatever the text is.
 */
static bool leaks(const struct windows *s, const char *text, size_t len, int layers, char *room)
{
	if (stands_in(s, text, len))
		return true;
	for (size_t i = 0; i < N_DISGUISES && layers > 0; i++) {
		size_t n = disguise_undo(i, text, len, room);
		/* Nothing was taken off, or too little is left. */
		if (n < len && n >= SECRET_MIN && leaks(s, room, n, layers - 1, room + len))
			return true;
	}
	return false;
}

bool redact_needed(const struct redact_list *list, const char *words, size_t len)
{
	char *room = NULL;
	struct windows s;
	bool needed;

	if (list->n == 0 && !list->overflowed)
		return false;
	if (list->overflowed || len > WORDS_MAX ||
	    (room = secret_alloc(LAYERS * WORDS_MAX)) == NULL)
		return true;
	begin(&s, list);
	needed = leaks(&s, words, len, LAYERS, room);
	explicit_bzero(&s, sizeof(s));
	secret_release(room, LAYERS * WORDS_MAX);
	return needed;
}

/* Replaces the secret in the text. If memory runs out, the text has failed, and nothing of it is
 * shown. */
static void hide(struct buf *text, const char *secret, size_t len)
{
	const char *p = buf_str(text), *end = p + text->len, *at;
	struct buf out = BUF_SECRET(HIDDEN_MAX);

	if (buf_error(text) || len < SECRET_MIN)
		return;
	while ((at = memmem(p, (size_t)(end - p), secret, len)) != NULL) {
		buf_put(&out, p, (size_t)(at - p));
		buf_puts(&out, REDACTED);
		p = at + len;
	}
	buf_put(&out, p, (size_t)(end - p));
	buf_free(text);
	*text = out;
}

static void hide_all(const struct redact_list *list, struct buf *text)
{
	struct buf encoded = BUF_SECRET(ENCODED_MAX);

	for (size_t i = 0; i < list->n; i++) {
		buf_reset(&encoded);
		url_form_encode(&encoded, list->secrets[i].data, list->secrets[i].len);
		text->failed |= buf_error(&encoded);
		hide(text, buf_str(&encoded), encoded.len);
		hide(text, list->secrets[i].data, list->secrets[i].len);
	}
	buf_free(&encoded);
}

char *redact_words(const struct redact_list *list, const char *words, char *out, size_t size)
{
	struct buf text = BUF_SECRET(HIDDEN_MAX);

	buf_put(&text, words, strnlen(words, WORDS_MAX));
	hide_all(list, &text);
	if (text.len > WORDS_MAX)
		text.len = WORDS_MAX;
	if (buf_error(&text) || redact_needed(list, buf_str(&text), text.len))
		text_escape(LEFT_OUT, strlen(LEFT_OUT), out, size);
	else
		text_escape(buf_str(&text), text.len, out, size);
	buf_free(&text);
	return out;
}
