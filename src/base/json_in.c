/* Reading one string out of a JSON document: a descent through all of it, which keeps only that string. */
#include "base/json_in.h"
#include "base/limits.h"
#include "base/text.h"

#define MAX_DEPTH 32
#define MAX_NAMES 1000

enum there {
	THERE_ABSENT,
	THERE_TEXT,
	THERE_FLAG,
	THERE_OTHER
};

struct reader {
	const char *p, *end;
	/* What is wrong at p; NULL: nothing so far. */
	const char *why;
	/* The names so far of all objects that are open, each with a NUL behind it. */
	struct buf names;
	/* What was found at the path. */
	enum there found;
	struct buf *value;
};

static bool read_value(struct reader *r, const char *path, int depth);

static bool fail(struct reader *r, const char *why)
{
	r->why = why;
	return false;
}

static void skip_blanks(struct reader *r)
{
	while (r->p < r->end && memchr(" \t\r\n", *r->p, 4) != NULL)
		r->p++;
}

/* Passes over this byte and the blanks around it. */
static bool take(struct reader *r, char c)
{
	skip_blanks(r);
	if (r->p == r->end || *r->p != c)
		return false;
	r->p++;
	skip_blanks(r);
	return true;
}

static bool read_unit(const char *p, size_t left, uint32_t *ret_unit)
{
	uint32_t unit = 0;

	if (left < 6 || p[0] != '\\' || p[1] != 'u')
		return false;
	for (int i = 2; i < 6; i++) {
		int digit = text_hex_value(p[i]);
		if (digit < 0)
			return false;
		unit = unit << 4 | (uint32_t)digit;
	}
	*ret_unit = unit;
	return true;
}

/* The length of the escape at p, which begins with a backslash, and what it means; 0: it is none. */
static size_t read_escape(const char *p, size_t left, uint32_t *ret_point)
{
	static const char letters[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
	const char *letter = left < 2 ? NULL : memchr(letters, p[1], sizeof(letters) - 1);
	uint32_t low;

	if (letter != NULL) {
		*ret_point = (uint32_t)meanings[letter - letters];
		return 2;
	}
	if (!read_unit(p, left, ret_point) || (*ret_point >= 0xdc00 && *ret_point <= 0xdfff))
		return 0;
	if (*ret_point < 0xd800 || *ret_point > 0xdfff)
		return 6;
	if (!read_unit(p + 6, left - 6, &low) || low < 0xdc00 || low > 0xdfff)
		return 0;
	*ret_point = 0x10000 + ((*ret_point - 0xd800) << 10) + (low - 0xdc00);
	return 12;
}

/* Appends what the string says to b, which may be NULL. */
static bool read_string(struct reader *r, struct buf *b)
{
	char bytes[4];
	uint32_t point;
	size_t n;

	for (r->p++; r->p < r->end && *r->p != '"'; r->p += n) {
		size_t left = (size_t)(r->end - r->p);
		bool escaped = *r->p == '\\';
		n = escaped ? read_escape(r->p, left, &point) : text_code_point(r->p, left, &point);
		if (n == 0 || point == 0 || (!escaped && point < ' '))
			return fail(r, "no character that a string may have");
		if (b != NULL)
			buf_put(b, bytes, (size_t)(text_put_point(bytes, point) - bytes));
	}
	if (r->p == r->end)
		return fail(r, "a string without an end");
	r->p++;
	return true;
}

static bool pass_digits(struct reader *r)
{
	const char *from = r->p;

	while (r->p < r->end && *r->p >= '0' && *r->p <= '9')
		r->p++;
	return r->p > from;
}

static bool read_number(struct reader *r)
{
	r->p += *r->p == '-';
	const char *whole = r->p;
	bool good = pass_digits(r) && (*whole != '0' || r->p == whole + 1);

	if (good && r->p < r->end && *r->p == '.') {
		r->p++;
		good = pass_digits(r);
	}
	if (good && r->p < r->end && (*r->p == 'e' || *r->p == 'E')) {
		r->p++;
		if (r->p < r->end && (*r->p == '+' || *r->p == '-'))
			r->p++;
		good = pass_digits(r);
	}
	return good || fail(r, "no number");
}

static bool read_word(struct reader *r, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(r->end - r->p) < len || memcmp(r->p, word, len) != 0)
		return fail(r, "no value");
	r->p += len;
	return true;
}

/* Whether none of the names from this place on is equal to the last one. */
static bool is_new(const struct buf *names, size_t from, size_t last)
{
	while (from < last && strcmp(names->data + from, names->data + last) != 0)
		from += strlen(names->data + from) + 1;
	return from == last;
}

/* The rest of the path behind this name, "" at its end; NULL: the path goes another way. */
static const char *path_behind(const char *path, const char *name)
{
	size_t len = strlen(name);

	if (path == NULL || strcspn(path, ".") != len || strncmp(path, name, len) != 0)
		return NULL;
	return path[len] == '.' ? path + len + 1 : path + len;
}

static bool read_object(struct reader *r, const char *path, int depth)
{
	size_t first = r->names.len;

	if (path != NULL && *path == '\0')
		path = NULL;
	if (take(r, '}'))
		return true;
	for (int n = 0; n < MAX_NAMES; n++) {
		size_t name = r->names.len;
		if (r->p == r->end || *r->p != '"')
			return fail(r, "no name");
		if (!read_string(r, &r->names))
			return false;
		buf_putc(&r->names, '\0');
		if (buf_error(&r->names))
			return fail(r, "no memory");
		if (!is_new(&r->names, first, name))
			return fail(r, "a name for the second time");
		if (!take(r, ':'))
			return fail(r, "no colon");
		if (!read_value(r, path_behind(path, r->names.data + name), depth))
			return false;
		if (take(r, '}')) {
			r->names.len = first;
			return true;
		}
		if (!take(r, ','))
			return fail(r, "neither a comma nor the end of the object");
	}
	return fail(r, "too many names");
}

static bool read_list(struct reader *r, int depth)
{
	if (take(r, ']'))
		return true;
	do {
		if (!read_value(r, NULL, depth))
			return false;
	} while (take(r, ','));
	return take(r, ']') || fail(r, "neither a comma nor the end of the list");
}

/* path is what is left of it; "": this is the one; NULL: no part of this value is. */
static bool read_value(struct reader *r, const char *path, int depth)
{
	bool wanted = path != NULL && *path == '\0';
	enum there kind = THERE_OTHER;
	bool good;

	skip_blanks(r);
	if (r->p == r->end)
		return fail(r, "the end of the text");
	switch (*r->p) {
	case '{':
	case '[':
		if (depth == MAX_DEPTH)
			return fail(r, "a depth of more than 32");
		good = take(r, '{') ? read_object(r, path, depth + 1)
				    : take(r, '[') && read_list(r, depth + 1);
		break;
	case '"':
		kind = THERE_TEXT;
		good = read_string(r, wanted ? r->value : NULL);
		break;
	case 't':
		good = read_word(r, "true");
		break;
	case 'f':
		good = read_word(r, "false");
		break;
	case 'n':
		kind = THERE_ABSENT;
		good = read_word(r, "null");
		break;
	default:
		good = memchr("-0123456789", *r->p, 11) != NULL ? read_number(r)
								: fail(r, "no value");
	}
	if (wanted)
		r->found = kind;
	return good;
}

int json_in_text(const char *text, size_t len, const char *path, struct buf *value, struct err *err)
{
	struct reader r = { .p = text, .end = text + len, .value = value };
	int code = 0;

	if (len > LIMIT_PROTO_REQUEST)
		return err_set(err, REASON_MALFORMED_MESSAGE, "longer than %u bytes",
			       LIMIT_PROTO_REQUEST);
	bool good = read_value(&r, path, 0);
	skip_blanks(&r);
	size_t at = (size_t)(r.p - text) + 1;
	if (buf_error(&r.names) || buf_error(value))
		code = err_nomem(err);
	else if (!good)
		code = err_set(err, REASON_MALFORMED_MESSAGE, "no JSON at byte %zu: %s", at, r.why);
	else if (r.p < r.end)
		code = err_set(err, REASON_MALFORMED_MESSAGE,
			       "no JSON: something follows at byte %zu", at);
	else if (r.found == THERE_ABSENT)
		code = -1;
	else if (r.found != THERE_TEXT)
		code = err_set(err, REASON_MALFORMED_MESSAGE, "%s is not a string", path);
	if (code != 0)
		buf_reset(value);
	buf_free(&r.names);
	return code;
}
