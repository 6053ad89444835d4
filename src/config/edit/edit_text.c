/* Editing the configuration: lines, and blocks put into a text. */
#include "config/edit/edit.h"

/* Without quotes a backslash is a byte like others, and so are '#' and '[' inside of a word. At the
 * start, '#' begins a comment, and '[' the bracket of a control. */
void edit_put_word(struct buf *b, const char *word)
{
	if (word[0] != '\0' && strchr("#[", word[0]) == NULL && strpbrk(word, " \t\"") == NULL) {
		buf_puts(b, word);
		return;
	}
	buf_putc(b, '"');
	for (; *word != '\0'; word++) {
		if (*word == '"' || *word == '\\')
			buf_putc(b, '\\');
		buf_putc(b, *word);
	}
	buf_putc(b, '"');
}

void edit_put_line(struct buf *b, const char *key, const char *const *words, size_t n)
{
	buf_printf(b, "    %-9s", key);
	for (size_t i = 0; i < n; i++) {
		buf_putc(b, ' ');
		edit_put_word(b, words[i]);
	}
	buf_putc(b, '\n');
}

/* The end of the line that begins at text + at. */
static size_t line_end(const char *text, size_t len, size_t at)
{
	const char *lf = memchr(text + at, '\n', len - at);

	return lf != NULL ? (size_t)(lf - text) + 1 : len;
}

static size_t skip_blanks(const char *text, size_t at, size_t end)
{
	while (at < end && strchr(" \t\r\n", text[at]) != NULL)
		at++;
	return at;
}

static bool is_blank(const char *text, size_t at, size_t end)
{
	return skip_blanks(text, at, end) == end;
}

static bool says_nothing(const char *text, size_t at, size_t end)
{
	at = skip_blanks(text, at, end);
	return at == end || text[at] == '#';
}

void edit_append(struct buf *b, const char *text, size_t len, const char *block)
{
	buf_put(b, text, len);
	if (len > 0 && text[len - 1] != '\n')
		buf_puts(b, "\n\n");
	else if (len > 1 &&
		 text[len - 2] != '\n') /* a blank line between blocks, if there is none */
		buf_putc(b, '\n');
	buf_puts(b, block);
}

/* Of the blank lines on both sides of what is taken out, those on one side go, too; but not where
 * a comment stands directly before it. */
static void close_gap(const char *text, size_t len, size_t *begin, size_t *end)
{
	if (*begin == 1 || (*begin > 1 && text[*begin - 2] != '\n'))
		return;
	while (*end < len && is_blank(text, *end, line_end(text, len, *end)))
		*end = line_end(text, len, *end);
	while (*end == len && *begin > 1 && text[*begin - 2] == '\n')
		(*begin)--;
}

void edit_replace(struct buf *b, const char *text, size_t len, unsigned first, unsigned last,
		  const char *block)
{
	size_t begin = 0, end = 0, at = 0;

	for (unsigned line = 1; line <= last && at < len; line++) {
		size_t next = line_end(text, len, at);
		if (line == first)
			begin = at;
		if (line == first || (line > first && !says_nothing(text, at, next)))
			end = next;
		at = next;
	}
	if (block[0] == '\0')
		close_gap(text, len, &begin, &end);
	buf_put(b, text, begin);
	buf_puts(b, block);
	buf_put(b, text + end, len - end);
}
