/* Base64 (RFC 4648, 4 and 5), for values of programs that hold any bytes, and for JOSE. */
#include "base/base64.h"

#define LETTERS_AND_DIGITS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
static const char alphabet[] = LETTERS_AND_DIGITS "+/", of_urls[] = LETTERS_AND_DIGITS "-_";

static void put(struct buf *b, const void *data, size_t len, const char *digits, bool pads)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i += 3) {
		size_t n = len - i < 3 ? len - i : 3;
		unsigned long bits = (unsigned long)p[i] << 16 |
				     (n > 1 ? (unsigned long)p[i + 1] << 8 : 0) |
				     (n > 2 ? (unsigned long)p[i + 2] : 0);
		for (size_t k = 0; k < (pads ? 4 : n + 1); k++)
			buf_putc(b, k <= n ? digits[bits >> (18 - 6 * k) & 63] : '=');
	}
}

void base64_put(struct buf *b, const void *data, size_t len)
{
	put(b, data, len, alphabet, true);
}

void base64url_put(struct buf *b, const void *data, size_t len)
{
	put(b, data, len, of_urls, false);
}

long base64_decode(char *text)
{
	size_t len = strlen(text), padded = len, n = 0;
	unsigned long bits = 0;

	while (len > 0 && padded - len < 2 && text[len - 1] == '=')
		len--;
	if (len % 4 == 1 || (padded != len && padded % 4 != 0))
		return -1;
	for (size_t i = 0; i < len; i++) {
		const char *at = strchr(alphabet, text[i]);
		if (at == NULL)
			return -1;
		bits = bits << 6 | (unsigned long)(at - alphabet);
		if (i % 4 != 0)
			text[n++] = (char)(bits >> (6 - 2 * (i % 4)));
	}
	text[n] = '\0';
	return (long)n;
}
