/* Takes a JWT apart without verifying it. */
#include "base/banned.h"
#include "oauth/jwt.h"
#include "base/buf.h"
#include "base/limits.h"
#include "http/json.h"

static int digit(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

/* base64url (RFC 4648, 5) without padding and in its one canonical form. Returns 0 or -1. */
static int decode(const char *text, size_t len, struct buf *b)
{
	unsigned bits = 0, n = 0;

	for (size_t i = 0; i < len; i++) {
		int six = digit(text[i]);
		if (six < 0)
			return -1;
		bits = (bits << 6 | (unsigned)six) & 0xffff;
		n += 6;
		if (n >= 8) {
			n -= 8;
			buf_putc(b, (char)(bits >> n & 0xff));
		}
	}
	/* A single character makes no byte, and the bits left over of the last one are zero. */
	if (len % 4 == 1 || (bits & ((1u << n) - 1)) != 0)
		return -1;
	return buf_error(b) ? -1 : 0;
}

static int read_part(const char *text, size_t len, struct json_object **ret_object)
{
	struct buf b = BUF_SECRET(LIMIT_TOKEN);
	int r = decode(text, len, &b);

	if (r == 0)
		r = json_read(buf_str(&b), b.len, ret_object);
	buf_free(&b);
	return r;
}

static bool is_base64url(const char *text, size_t len)
{
	struct buf b = BUF_SECRET(LIMIT_TOKEN);
	bool ok = decode(text, len, &b) == 0;

	buf_free(&b);
	return ok;
}

int jwt_read(const char *token, size_t len, struct json_object **ret_header,
	     struct json_object **ret_payload)
{
	struct json_object *header = NULL, *payload = NULL;
	const char *end = token + len, *first = memchr(token, '.', len), *second = NULL;

	if (first != NULL)
		second = memchr(first + 1, '.', (size_t)(end - first - 1));
	if (second == NULL || !is_base64url(second + 1, (size_t)(end - second - 1)) ||
	    read_part(token, (size_t)(first - token), &header) != 0)
		return -1;
	if (read_part(first + 1, (size_t)(second - first - 1), &payload) != 0) {
		json_release(header);
		return -1;
	}
	*ret_header = header;
	*ret_payload = payload;
	return 0;
}
