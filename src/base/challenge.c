/* The challenges of a server: the list that WWW-Authenticate is (RFC 9110, 11.6.1). */
#include "base/challenge.h"

#include <string.h>
#include <strings.h>

/* A word of the header, and its length. */
struct word {
	const char *at;
	size_t len;
};

/* What was read last. Set up with { .rest = header, .begins = true }. */
struct reader {
	const char *rest;
	/* An element of the list begins at rest: a scheme can stand there. */
	bool begins;
	/* Of the challenge that is being read. */
	struct word scheme;
	/* Of a parameter; the value has its quotes. at NULL: it was something else. */
	struct word name, value;
};

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

static bool is(const struct word *word, const char *text)
{
	return word->len == strlen(text) && strncasecmp(word->at, text, word->len) == 0;
}

/* The end of a quoted string, or of a word. NULL: the quotes do not end. */
static const char *end_of_value(const char *p)
{
	if (*p != '"')
		return p + strcspn(p, " \t,");
	for (p++; *p != '"' && *p != '\0'; p++)
		if (*p == '\\' && p[1] != '\0')
			p++;
	return *p == '"' ? p + 1 : NULL;
}

/*
 * Reads a scheme, a parameter, or something that is neither. A word in front of '=' is the name of a
 * parameter; any other word at the beginning of an element is a scheme. Returns false at the end.
 */
static bool next(struct reader *r)
{
	const char *word, *after, *end;
	size_t len;

	for (; *r->rest != '\0' && strchr(" \t,", *r->rest) != NULL; r->rest++)
		r->begins |= *r->rest == ',';
	word = r->rest;
	len = strcspn(word, " \t,=\"");
	after = skip_blanks(word + len);
	r->name.at = NULL;
	if (*word == '\0') {
		return false;
	} else if (*after == '=') {
		r->name = (struct word){ word, len };
		r->value.at = skip_blanks(after + 1);
		end = end_of_value(r->value.at);
		r->value.len = end != NULL ? (size_t)(end - r->value.at) : 0;
	} else if (len == 0) {
		end = end_of_value(word);
	} else {
		end = word + len;
		if (r->begins && *end != '"')
			r->scheme = (struct word){ word, len };
	}
	r->begins = false;
	r->rest = end;
	return end != NULL;
}

bool challenge_offers(const char *header, const char *scheme)
{
	struct reader r = { .rest = header, .begins = true };

	while (next(&r))
		if (r.scheme.at != NULL && is(&r.scheme, scheme))
			return true;
	return false;
}

bool challenge_parameter(const char *header, const char *scheme, const char *name,
			 struct buf *ret_value)
{
	struct reader r = { .rest = header, .begins = true };
	const char *p, *end;

	do {
		if (!next(&r))
			return false;
	} while (r.name.at == NULL || r.scheme.at == NULL || !is(&r.scheme, scheme) ||
		 !is(&r.name, name));
	p = r.value.at;
	end = p + r.value.len;
	if (*p != '"') {
		buf_put(ret_value, p, r.value.len);
		return true;
	}
	for (p++, end--; p < end; p++) {
		p += *p == '\\';
		buf_putc(ret_value, *p);
	}
	return true;
}
