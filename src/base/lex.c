/* The lexer of the configuration. */
#include "base/lex.h"

#include <stdint.h>

#include "base/limits.h"
#include "base/text.h"

_Static_assert(LIMIT_CONFIG_LINE == 8192, "the limit stands in a text");

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static int fault(struct err *err, const struct location *at, size_t offset, const char *what)
{
	err_set(err, REASON_CONFIG_SYNTAX, "%s", what);
	err_place(err, at->file, at->line, (unsigned)offset + 1);
	return EXIT_CONFIG;
}

/* How many bytes from the start are printable ASCII for certain: most lines are nothing else. Looks
 * at eight at once: a byte below 0x20 borrows into its top bit, one from 0x7f on carries or has
 * it. */
static size_t skip_plain(const char *line, size_t len)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t word;
	size_t i = 0;

	for (; len - i >= sizeof(word); i += sizeof(word)) {
		memcpy(&word, line + i, sizeof(word));
		if ((((word - 0x20 * ones) | (word + ones) | word) & 0x80 * ones) != 0)
			break;
	}
	return i;
}

/* Refuses what no word may hold, quoted or not. */
static int check_bytes(const char *line, size_t len, const struct location *at, struct err *err)
{
	unsigned char high = 0;

	for (size_t i = skip_plain(line, len); i < len; i++) {
		unsigned char c = (unsigned char)line[i];
		high |= c;
		if (!text_is_control(c) || c == '\t')
			continue;
		if (c == '\r' && i + 1 == len)
			return fault(err, at, i,
				     "the line ends in CR LF: save the file with LF line ends");
		if (c == '\0')
			return fault(err, at, i, "a NUL byte: this is not a text file");
		return fault(err, at, i, "a control byte: only tab is allowed");
	}
	for (size_t i = 0, n; (high & 0x80) != 0 && i < len; i += n) {
		uint32_t point;
		if ((n = text_code_point(line + i, len - i, &point)) == 0)
			return fault(err, at, i,
				     "bytes that are not UTF-8: save the file as UTF-8");
	}
	return 0;
}

static struct lex_word *add_word(struct lex *lex)
{
	if (lex->n == lex->cap) {
		size_t cap = lex->cap > 0 ? lex->cap * 2 : 16;
		struct lex_word *words = reallocarray(lex->words, cap, sizeof(*words));
		if (words == NULL)
			return NULL;
		lex->words = words;
		lex->cap = cap;
	}
	return &lex->words[lex->n];
}

/* The control of a source line may be a bracket with blanks in it. */
static bool is_control_place(const struct lex *lex)
{
	return lex->n == 1 && (strcmp(lex->words[0].text, "source") == 0 ||
			       strcmp(lex->words[0].text, "-source") == 0);
}

/* Reads a quoted part; *pos is behind the opening quote, and behind the closing one afterwards. */
static int read_quoted(char *line, size_t len, size_t *pos, size_t *end, const struct location *at,
		       struct err *err)
{
	size_t opened = *pos - 1;
	size_t i = *pos;
	size_t out = *end;

	for (; i < len && line[i] != '"'; i++) {
		if (line[i] == '\\') {
			if (i + 1 == len || (line[i + 1] != '"' && line[i + 1] != '\\'))
				return fault(
					err, at, i,
					"a backslash in quotes stands before \" or \\ only: write it twice");
			i++;
		}
		line[out++] = line[i];
	}
	if (i == len)
		return fault(err, at, opened, "this quote is not closed");
	*pos = i + 1;
	*end = out;
	return 0;
}

/* Reads one word that starts at *pos. */
static int read_word(struct lex *lex, char *line, size_t len, size_t *pos,
		     const struct location *at, struct err *err)
{
	size_t start = *pos;
	size_t i = start;
	size_t end = start; /* where the next byte of the word goes: never behind i */
	struct lex_word *word = add_word(lex);
	int r;

	if (word == NULL)
		return err_nomem(err);
	word->text = line + start;
	word->at = *at;
	word->at.column = (unsigned)start + 1;
	word->quoted = false;
	if (line[i] == '[' && is_control_place(lex)) {
		char *close = memchr(line + i, ']', len - i);
		if (close == NULL)
			return fault(err, at, start, "this bracket is not closed: add ]");
		i = end = (size_t)(close - line) + 1;
	}
	if (end == start) { /* up to a quote nothing moves */
		while (i < len && ((unsigned char)line[i] > '"' || line[i] == '!'))
			i++;
		end = i;
	}
	while (i < len && !is_blank(line[i])) {
		if (line[i] == '"') {
			i++;
			word->quoted = true;
			if ((r = read_quoted(line, len, &i, &end, at, err)) != 0)
				return r;
		} else {
			line[end++] = line[i++];
		}
	}
	line[end] = '\0';
	word->len = end - start;
	lex->n++;
	*pos = i < len ? i + 1 : i;
	return 0;
}

int lex_split(struct lex *lex, char *line, size_t len, const struct location *at, struct err *err)
{
	size_t i = 0;
	int r;

	lex->n = 0;
	if (len > LIMIT_CONFIG_LINE) {
		(void)fault(err, at, 0, "the line is longer than 8192 bytes");
		return err_rename(err, REASON_CONFIG_LIMIT);
	}
	if ((r = check_bytes(line, len, at, err)) != 0)
		return r;
	for (;;) {
		while (i < len && is_blank(line[i]))
			i++;
		if (i == len || line[i] == '#')
			return 0;
		if ((r = read_word(lex, line, len, &i, at, err)) != 0)
			return r;
	}
}

void lex_free(struct lex *lex)
{
	free(lex->words);
	*lex = (struct lex){ 0 };
}
