/* What a JSON object says of a token, member by member, fit to be handed on and shown. */
#include "base/base64.h"
#include "base/exit_code.h"
#include "base/limits.h"
#include "base/text.h"
#include "http/json.h"
#include "oauth/claims.h"

#include <errno.h>
#include <json-c/json.h>

/* The last second of the year 9999. ISO 8601 has no later date. */
#define TIME_MAX_S 253402300799

#define TO_STRING (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

static bool is_time(const char *name)
{
	return strcmp(name, "exp") == 0 || strcmp(name, "iat") == 0 || strcmp(name, "nbf") == 0;
}

/*
 * Copies JSON so that no byte of it can control a terminal: characters that are not printable ASCII
 * stand only in strings, where they can be escaped. Returns false if it does not fit.
 */
static bool to_ascii(const char *json, char *out, size_t size)
{
	size_t n = 0, len;
	uint32_t c;

	for (; *json != '\0'; json += len) {
		/* It is UTF-8, for json_read has looked, and ends with NUL. There is room for a
		 * surrogate pair, and NUL. */
		if ((len = text_code_point(json, 4, &c)) == 0 || n + 13 > size)
			return false;
		if (c >= 0x20 && c < 0x7f)
			out[n++] = (char)c;
		else if (c < 0x10000)
			n += (size_t)snprintf(out + n, size - n, "\\u%04x", c);
		else
			n += (size_t)snprintf(out + n, size - n, "\\u%04x\\u%04x",
					      0xd800 + ((c - 0x10000) >> 10),
					      0xdc00 + ((c - 0x10000) & 0x3ff));
	}
	out[n] = '\0';
	return true;
}

/* Returns false if there is no room for it; errno is ENOMEM if there is no memory. */
static bool put(struct json_object *object, const char *key, struct json_object *value,
		enum oauth_part part, const struct redact_list *secrets, oauth_claim_fn fn,
		void *arg)
{
	char name[OAUTH_CLAIM_NAME_MAX], text[OAUTH_CLAIM_TEXT_MAX], json[OAUTH_CLAIM_JSON_MAX];
	struct oauth_claim claim = { .part = part, .name = REDACTED, .text = REDACTED };
	int64_t seconds = 0;

	if (secrets != NULL && redact_needed(secrets, key, strnlen(key, sizeof(json))))
		return fn(&claim, arg);
	claim.name = text_escape(key, strlen(key), name, sizeof(name));
	const char *whole = json_object_to_json_string_ext(value, TO_STRING);
	/* Without memory json-c writes less of it, and does not say so. */
	if (whole == NULL || errno == ENOMEM)
		return false;
	/* More of it is not shown. */
	if (secrets != NULL && redact_needed(secrets, whole, strnlen(whole, sizeof(json))))
		return fn(&claim, arg);
	if (to_ascii(whole, json, sizeof(json)))
		claim.json = json;
	const char *shown = json_object_is_type(value, json_type_string)
				    ? json_object_get_string(value)
				    : whole;
	claim.text = text_escape(shown, strlen(shown), text, sizeof(text));
	if (is_time(key) && json_whole(object, key, &seconds) == JSON_OK && seconds <= TIME_MAX_S)
		claim.time_s = seconds;
	return fn(&claim, arg);
}

int claims_each(struct json_object *object, enum oauth_part part, const char *skip,
		const struct redact_list *secrets, oauth_claim_fn fn, void *arg, size_t *more)
{
	bool full = false;

	errno = 0;
	json_object_object_foreach(object, name, value)
	{
		if (skip != NULL && strcmp(name, skip) == 0)
			continue;
		full = full || !put(object, name, value, part, secrets, fn, arg);
		*more += full;
	}
	return errno == ENOMEM ? EXIT_OS : 0;
}

/* base64url (RFC 4648, 5) without padding and in its one canonical form. Returns the length, -1, or
 * -1 with buf_error without memory. */
static long decode(const char *text, size_t len, struct buf *b)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	/* Of the last character, the bits that make no byte are zero. */
	static const char *const last[] = { alphabet, "", "AQgw", "AEIMQUYcgkosw048" };

	buf_put(b, text, len);
	if (buf_error(b) || strspn(b->data, alphabet) != len ||
	    (len > 0 && strchr(last[len % 4], text[len - 1]) == NULL))
		return -1;
	for (char *p = b->data; *p != '\0'; p++)
		*p = *p == '-' ? '+' : *p == '_' ? '/' : *p;
	return base64_decode(b->data);
}

/* Reads a part, which is a JSON object unless ret_object is NULL. Returns as json_read. */
static int read_part(const char *text, size_t len, struct json_object **ret_object)
{
	struct buf b = BUF_SECRET(LIMIT_TOKEN);
	long n = decode(text, len, &b);
	int r = buf_error(&b)        ? EXIT_OS
		: n < 0              ? -1
		: ret_object == NULL ? 0
				     : json_read(b.data, (size_t)n, ret_object);

	buf_free(&b);
	return r;
}

int jwt_read(const char *token, size_t len, struct json_object **ret_header,
	     struct json_object **ret_payload)
{
	struct json_object *header = NULL, *payload = NULL;
	const char *end = token + len, *first = memchr(token, '.', len), *second = NULL;
	int r;

	if (first != NULL)
		second = memchr(first + 1, '.', (size_t)(end - first - 1));
	if (second == NULL)
		return -1;
	if ((r = read_part(second + 1, (size_t)(end - second - 1), NULL)) != 0 ||
	    (r = read_part(token, (size_t)(first - token), &header)) != 0 ||
	    (r = read_part(first + 1, (size_t)(second - first - 1), &payload)) != 0) {
		json_release(header);
		return r;
	}
	*ret_header = header;
	*ret_payload = payload;
	return 0;
}

int oauth_jwt(const struct secret *token, const struct redact_list *secrets, oauth_claim_fn fn,
	      void *arg, size_t *more)
{
	struct json_object *header = NULL, *payload = NULL;
	int r = jwt_read(token->data, token->len, &header, &payload);

	if (r != 0)
		return r;
	if ((r = claims_each(header, OAUTH_PART_HEADER, NULL, secrets, fn, arg, more)) == 0)
		r = claims_each(payload, OAUTH_PART_PAYLOAD, NULL, secrets, fn, arg, more);
	json_release(header);
	json_release(payload);
	return r;
}
