/* The server's words, made fit to be shown. */
#include "base/banned.h"
#include "base/limits.h"
#include "http/redact.h"
#include "base/text.h"
#include "base/url.h"

/* A secret of two letters would take every word apart, and is none. */
#define HIDE_MIN 4

/* Room for words that consist of the shortest secrets. */
#define WORDS_MAX (LIMIT_HTTP_BODY / HIDE_MIN * (sizeof(CLEAN_HIDDEN) - 1) + 1)

/* Without the memory to look for all of it, nothing is shown. */
static void hide(struct buf *text, const struct buf *secret)
{
	const char *p = buf_str(text), *end = p + text->len, *at;
	struct buf out = BUF_SECRET(WORDS_MAX);

	text->failed |= buf_error(secret);
	if (buf_error(text) || secret->len < HIDE_MIN)
		return;
	while ((at = memmem(p, (size_t)(end - p), secret->data, secret->len)) != NULL) {
		buf_put(&out, p, (size_t)(at - p));
		buf_puts(&out, CLEAN_HIDDEN);
		p = at + secret->len;
	}
	buf_put(&out, p, (size_t)(end - p));
	buf_free(text);
	*text = out;
}

/* RFC 4648, 4, without the padding: who repeats it may have cut that off. */
static void base64(struct buf *b, const unsigned char *data, size_t len)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	unsigned bits = 0, n = 0;

	for (size_t i = 0; i < len; i++) {
		bits = (bits << 8 | data[i]) & 0xffff;
		for (n += 8; n >= 6; n -= 6)
			buf_putc(b, digits[bits >> (n - 6) & 63]);
	}
	if (n > 0)
		buf_putc(b, digits[bits << (6 - n) & 63]);
}

/* The credentials as the header had them (RFC 7617, 2). */
static void hide_header(struct buf *text, const struct token_request *request)
{
	struct buf pair = BUF_SECRET(LIMIT_ANSWER), sent = BUF_SECRET(LIMIT_ANSWER);

	buf_put(&pair, buf_str(&request->user), request->user.len);
	buf_putc(&pair, ':');
	buf_put(&pair, buf_str(&request->password), request->password.len);
	base64(&sent, (const unsigned char *)buf_str(&pair), pair.len);
	text->failed |= buf_error(&pair);
	hide(text, &sent);
	buf_free(&pair);
	buf_free(&sent);
}

/* As the form had it, and as it is. */
static void hide_secret(struct buf *text, const struct secret *secret)
{
	struct buf sent = BUF_SECRET(LIMIT_ANSWER);

	url_form_encode(&sent, secret->data, secret->len);
	hide(text, &sent);
	buf_reset(&sent);
	buf_put(&sent, secret->data, secret->len);
	hide(text, &sent);
	buf_free(&sent);
}

static void hide_all(struct buf *text, const struct response_context *c)
{
	if (c->request->basic)
		hide_header(text, c->request);
	hide_secret(text, c->client_secret);
	if (c->token != NULL)
		hide_secret(text, c->token);
}

char *clean_words(const struct response_context *c, const char *words, char *out, size_t size)
{
	struct buf text = BUF_SECRET(WORDS_MAX);

	buf_puts(&text, words);
	hide_all(&text, c);
	text_escape(buf_str(&text), buf_error(&text) ? 0 : text.len, out, size);
	buf_free(&text);
	return out;
}

bool clean_needed(const struct response_context *c, const char *words)
{
	struct buf text = BUF_SECRET(WORDS_MAX);

	buf_puts(&text, words);
	hide_all(&text, c);
	bool needed = buf_error(&text) || strcmp(buf_str(&text), words) != 0;
	buf_free(&text);
	return needed;
}
