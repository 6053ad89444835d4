/* Building a JSON document (RFC 8259) piece by piece. */
#include "base/json_out.h"
#include "base/text.h"

/* The largest text that is printed. */
#define TEXT_MAX 8192

/* Appends the comma before a member or an element, unless it is the first one. */
static void next(struct buf *b)
{
	if (b->len > 0 && strchr("{[", b->data[b->len - 1]) == NULL)
		buf_putc(b, ',');
}

void json_escape(struct buf *b, const char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;
		if (c == '"' || c == '\\')
			buf_putc(b, '\\');
		if (text_is_control(c))
			buf_printf(b, "\\u%04x", c);
		else
			buf_putc(b, *text);
	}
}

void json_name(struct buf *b, const char *key)
{
	next(b);
	if (key != NULL)
		buf_printf(b, "\"%s\":", key);
}

void json_begin(struct buf *b, const char *key, char bracket)
{
	json_name(b, key);
	buf_putc(b, bracket);
}

/*
 * JSON is UTF-8, and the name of a file, for example, need not be: such bytes come escaped, as in
 * messages.
 */
void json_text(struct buf *b, const char *key, const char *value)
{
	char clean[TEXT_MAX];

	json_name(b, key);
	if (value == NULL) {
		buf_puts(b, "null");
		return;
	}
	buf_putc(b, '"');
	json_escape(b, text_escape(value, strlen(value), clean, sizeof(clean)));
	buf_putc(b, '"');
}

void json_all(struct buf *b, const char *key, const char *value)
{
	json_name(b, key);
	buf_putc(b, '"');
	json_escape(b, value);
	buf_putc(b, '"');
}

void json_number(struct buf *b, const char *key, int64_t value)
{
	json_name(b, key);
	buf_printf(b, "%lld", (long long)value);
}

void json_boolean(struct buf *b, const char *key, bool value)
{
	json_name(b, key);
	buf_puts(b, value ? "true" : "false");
}

static void put_part(struct buf *b, const char *key, const char *part)
{
	json_text(b, key, part[0] != '\0' ? part : NULL);
}

void json_err(struct buf *b, const struct err *err)
{
	char where[ERR_WHERE_MAX];

	json_number(b, "code", err->code);
	put_part(b, "reason", err->reason);
	put_part(b, "text", err->text);
	put_part(b, "fix", err->fix);
	put_part(b, "place", err_where(&err->place, where));
	put_part(b, "hint", err->hint);
}

void json_error(struct buf *b, const char *key, const struct err *err)
{
	if (err->code == 0) {
		json_text(b, key, NULL);
		return;
	}
	json_begin(b, key, '{');
	json_err(b, err);
	buf_putc(b, '}');
}
