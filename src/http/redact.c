/* Makes a server's words fit to be shown: without secrets, without control bytes, and not too
 * long. */
#include "base/buf.h"
#include "base/limits.h"
#include "base/text.h"
#include "base/url.h"
#include "http/redact.h"

/* Shorter secrets would be found in ordinary words, and protect nothing. */
#define SECRET_MIN 4

/* Room for words that consist of the shortest secrets. */
#define WORDS_MAX (LIMIT_HTTP_BODY / SECRET_MIN * (sizeof(REDACTED) - 1) + 1)

/* A secret of the largest length, form-encoded. */
#define ENCODED_MAX (256u * 1024)

void redact_add(struct redact_list *list, const void *data, size_t len)
{
	if (list->n == REDACT_MAX) {
		list->overflowed = true;
		return;
	}
	list->secrets[list->n].data = data;
	list->secrets[list->n++].len = len;
}

/* Replaces the secret in the text. If memory runs out, the text has failed, and nothing of it is
 * shown. */
static void hide(struct buf *text, const char *secret, size_t len)
{
	const char *p = buf_str(text), *end = p + text->len, *at;
	struct buf out = BUF_SECRET(WORDS_MAX);

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

	text->failed |= list->overflowed;
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
	struct buf text = BUF_SECRET(WORDS_MAX);

	buf_puts(&text, words);
	hide_all(list, &text);
	text_escape(buf_str(&text), buf_error(&text) ? 0 : text.len, out, size);
	buf_free(&text);
	return out;
}

bool redact_needed(const struct redact_list *list, const char *words)
{
	struct buf text = BUF_SECRET(WORDS_MAX);

	buf_puts(&text, words);
	hide_all(list, &text);
	bool needed = buf_error(&text) || strcmp(buf_str(&text), words) != 0;
	buf_free(&text);
	return needed;
}
