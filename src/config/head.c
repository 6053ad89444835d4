/* The lines that begin a block. */
#include "base/banned.h"
#include "config/head.h"

static const char *const words[] = {
	[LINE_TARGET] = "target",
	[LINE_PROFILE] = "profile",
	[LINE_STACK] = "stack",
	[LINE_DEFAULTS] = "defaults",
};

enum line_kind head_classify(const char *line, size_t len)
{
	const char *end = line + len;

	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	for (int kind = LINE_TARGET; line < end && kind <= LINE_DEFAULTS; kind++) {
		size_t n;
		if (*line != words[kind][0])
			continue;
		n = strlen(words[kind]);
		/* A carriage return ends the word too: the lexer then refuses it at its place. */
		if ((size_t)(end - line) >= n && memcmp(line, words[kind], n) == 0 &&
		    (line + n == end || strchr(" \t\r", line[n]) != NULL))
			return (enum line_kind)kind;
	}
	return LINE_OTHER;
}

static void set_name(struct block *block, const char *name, size_t len)
{
	block->name_len = len < sizeof(block->name) ? len : sizeof(block->name) - 1;
	memcpy(block->name, name, block->name_len);
	block->name[block->name_len] = '\0';
}

/* Takes the second word of a line that the lexer may refuse: a query by this name must find the block. */
static void set_raw_name(struct block *block, char *line, size_t len)
{
	const char *p = line;
	size_t n = 0;

	line[len] = '\0';
	p += strspn(p, " \t");
	p += strcspn(p, " \t");
	p += strspn(p, " \t");
	while ((unsigned char)p[n] > ' ')
		n++;
	set_name(block, p, n);
}

static int check(const struct lex *lex, struct location at, enum line_kind kind, struct err *err)
{
	size_t want = kind == LINE_DEFAULTS ? 1 : 2;

	at.column = lex->words[lex->n > want ? want : lex->n - 1].column;
	if (lex->n < want)
		return location_fault(err, REASON_CONFIG_BAD_NAME, &at, "%s needs a name",
				      words[kind]);
	if (lex->n > want)
		return location_fault(err, REASON_CONFIG_BAD_NAME, &at,
				      "there is a word too many behind %s", words[kind]);
	if (want == 2 && !block_is_name(lex->words[1].text))
		return location_fault(err, REASON_CONFIG_BAD_NAME, &at,
				      "a name has 1 to %d letters, digits and . _ -, and starts "
				      "with a letter or digit",
				      LIMIT_NAME);
	return 0;
}

int head_read(struct block *block, enum line_kind kind, char *line, size_t len, struct lex *lex,
	      struct err *err)
{
	struct location at = { .file = block->file, .line = block->line, .column = 1 };
	int r;

	block->kind = kind == LINE_PROFILE ? BLOCK_PROFILE
		      : kind == LINE_STACK ? BLOCK_STACK
					   : BLOCK_DEFAULTS;
	set_raw_name(block, line, len);
	if ((r = lex_split(lex, line, len, &at, err)) == 0) {
		set_name(block, lex->n > 1 ? lex->words[1].text : "",
			 lex->n > 1 ? lex->words[1].len : 0);
		r = check(lex, at, kind, err);
	}
	if (r == EXIT_CONFIG && (r = block_refuse(block, err, err)) == 0)
		*err = (struct err){ 0 };
	return r;
}
