/* Encodings in which a server may repeat what it was sent, undone so that it can be recognized. */
#include "http/disguise.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Shorter words of base64 have less than four bytes in them. */
#define BASE64_MIN 6

/* What is left of a text to read. */
struct rest {
	const char *p, *end;
};

/* Reads at least one digit, and at most so many. Returns -1 if there is none. */
static long take_number(struct rest *in, int base, int most)
{
	long value = -1;

	for (int digit; most > 0 && in->p < in->end; most--, in->p++) {
		digit = text_hex_value(*in->p);
		if (digit < 0 || digit >= base)
			break;
		value = (value > 0 ? value * base : 0) + digit;
	}
	return value;
}

static long take_entity(struct rest *in)
{
	static const struct {
		const char *name;
		char byte;
	} names[] = {
		{ "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' },
	};
	long point = -1;

	if (in->p < in->end && *in->p == '#') {
		bool hex = ++in->p < in->end && (*in->p == 'x' || *in->p == 'X');
		in->p += hex;
		point = take_number(in, hex ? 16 : 10, 7);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]) && point < 0; i++) {
		size_t len = strlen(names[i].name);
		if ((size_t)(in->end - in->p) >= len && memcmp(in->p, names[i].name, len) == 0) {
			point = names[i].byte;
			in->p += len;
		}
	}
	in->p += in->p < in->end && *in->p == ';';
	return point;
}

static long take_backslash(struct rest *in)
{
	static const char letters[] = "ntrbf", bytes[] = "\n\t\r\b\f";
	char c = in->p < in->end ? *in->p++ : '\\';
	const char *letter = strchr(letters, c);

	if (c == 'u' || c == 'x')
		return take_number(in, 16, c == 'u' ? 4 : 2);
	return letter != NULL && c != '\0' ? bytes[letter - letters] : (unsigned char)c;
}

static size_t undo_escapes(const char *text, size_t len, char *out)
{
	struct rest in = { text, text + len };
	char *to = out;

	while (in.p < in.end) {
		struct rest after = { in.p + 1, in.end };
		char c = *in.p;
		long point = c == '%'    ? take_number(&after, 16, 2)
			     : c == '&'  ? take_entity(&after)
			     : c == '\\' ? take_backslash(&after)
					 : -1;
		if (point < 0 || point > 0x10ffff) {
			*to++ = c;
			in.p++;
			continue;
		}
		if (c == '%' || (c == '\\' && in.p[1] == 'x'))
			*to++ = (char)point;
		else
			to = text_put_point(to, (uint32_t)point);
		in.p = after.p;
	}
	return (size_t)(to - out);
}

/* The value of a digit of base64, also of base64url (RFC 4648, 4 and 5); -1: it is none. */
static int base64_value(char c)
{
	return c >= 'A' && c <= 'Z'   ? c - 'A'
	       : c >= 'a' && c <= 'z' ? c - 'a' + 26
	       : c >= '0' && c <= '9' ? c - '0' + 52
	       : c == '+' || c == '-' ? 62
	       : c == '/' || c == '_' ? 63
				      : -1;
}

static size_t undo_base64(const char *text, size_t len, size_t skip, char *out)
{
	const char *end = text + len;
	char *to = out;

	for (const char *p = text, *word; p < end; p++) {
		for (word = p; p < end && base64_value(*p) >= 0; p++)
			;
		if ((size_t)(p - word) < skip + BASE64_MIN)
			continue;
		uint32_t bits = 0;
		int n = 0;
		for (word += skip; word < p; word++) {
			bits = bits << 6 | (uint32_t)base64_value(*word);
			if ((n += 6) >= 8)
				*to++ = (char)(bits >> (n -= 8));
		}
		/* In the place of what lies between the words. */
		if (p < end)
			*to++ = ' ';
	}
	return (size_t)(to - out);
}

static size_t undo_hex(const char *text, size_t len, size_t skip, char *out)
{
	const char *end = text + len;
	char *to = out;

	for (const char *p = text, *word; p < end; p++) {
		for (word = p; p < end && text_hex_value(*p) >= 0; p++)
			;
		for (word += skip; word + 1 < p; word += 2)
			*to++ = (char)(text_hex_value(word[0]) << 4 | text_hex_value(word[1]));
	}
	return (size_t)(to - out);
}

size_t disguise_undo(size_t number, const char *text, size_t len, char *out)
{
	return number == 0  ? undo_escapes(text, len, out)
	       : number < 5 ? undo_base64(text, len, number - 1, out)
			    : undo_hex(text, len, number - 5, out);
}
