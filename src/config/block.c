/* Blocks of the configuration as text, and the lines that begin them. */
#include "config/block.h"

#include <ctype.h>

static const char *const words[] = { [LINE_TARGET] = "target",
				     [LINE_TOKEN_FILE] = "token-file",
				     [LINE_PROFILE] = "profile",
				     [LINE_STACK] = "stack",
				     [LINE_DEFAULTS] = "defaults" };

bool block_is_name(const char *text)
{
	size_t len = 0;

	while (isalnum((unsigned char)text[len]) || text[len] == '.' || text[len] == '_' ||
	       text[len] == '-')
		len++;
	return len > 0 && len <= LIMIT_NAME && text[len] == '\0' && isalnum((unsigned char)text[0]);
}

enum line_kind block_classify(const char *line, size_t len)
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

/* Takes the second word of a line that the lexer may refuse: a query by this name must find the
 * block. */
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

int block_check_equals(const struct lex *lex, struct err *err)
{
	const struct lex_word *key = &lex->words[0];
	size_t len = strcspn(key->text, "=");

	if (key->text[len] == '\0' &&
	    (lex->n < 2 || lex->words[1].quoted || strcmp(lex->words[1].text, "=") != 0))
		return 0;
	/* The value may be a secret. */
	return location_fault(err, REASON_CONFIG_SYNTAX, &key->at,
			      "no = between key and value: write \"%.*s VALUE\"",
			      len < LIMIT_NAME ? (int)len : LIMIT_NAME, key->text);
}

static int check_head(const struct block *block, const struct lex *lex, struct err *err)
{
	size_t want = block->kind == LINE_DEFAULTS ? 1 : 2;
	const struct location *at = &lex->words[lex->n > want ? want : lex->n - 1].at;
	int r;

	if (want == 2 && (r = block_check_equals(lex, err)) != 0)
		return r;
	if (lex->n < want)
		return location_fault(err, REASON_CONFIG_BAD_NAME, at, "%s needs a name",
				      words[block->kind]);
	if (lex->n > want)
		return location_fault(err, REASON_CONFIG_BAD_NAME, at,
				      "there is a word too many behind %s", words[block->kind]);
	if (want == 2 && !block_is_name(lex->words[1].text))
		return location_fault(err, REASON_CONFIG_BAD_NAME, at,
				      "a name has 1 to %d letters, digits and . _ -, and starts "
				      "with a letter or digit",
				      LIMIT_NAME);
	return 0;
}

int block_read_head(struct block *block, char *line, size_t len, struct lex *lex, struct err *err)
{
	int r;

	set_raw_name(block, line, len);
	if ((r = lex_split(lex, line, len, &block->at, err)) == 0) {
		set_name(block, lex->n > 1 ? lex->words[1].text : "",
			 lex->n > 1 ? lex->words[1].len : 0);
		r = check_head(block, lex, err);
	}
	if (r == EXIT_CONFIG && (r = block_refuse(block, err, err)) == 0)
		*err = (struct err){ 0 };
	return r;
}

int blocks_add(struct blocks *blocks, struct block *block, struct err *err)
{
	char *text = malloc(block->len + 1);
	struct block *to;

	if (text == NULL)
		return err_nomem(err);
	if (blocks->n == blocks->cap) {
		size_t cap = blocks->cap > 0 ? blocks->cap * 2 : 4;
		struct block *grown = reallocarray(blocks->list, cap, sizeof(*grown));
		if (grown == NULL) {
			free(text);
			return err_nomem(err);
		}
		blocks->list = grown;
		blocks->cap = cap;
	}
	memcpy(text, block->text, block->len);
	to = &blocks->list[blocks->n++];
	*to = *block;
	to->text = to->own_text = text;
	block->error = NULL;
	return 0;
}

struct block *blocks_find(const struct blocks *blocks, const char *name)
{
	for (size_t i = 0; i < blocks->n; i++)
		if (strcmp(blocks->list[i].name, name) == 0)
			return &blocks->list[i];
	return NULL;
}

void blocks_clear(struct blocks *blocks)
{
	for (size_t i = 0; i < blocks->n; i++)
		block_clear(&blocks->list[i]);
	free(blocks->list);
	*blocks = (struct blocks){ 0 };
}

void block_clear(struct block *block)
{
	free(block->error);
	free(block->own_text);
	*block = (struct block){ 0 };
}

int block_refuse(struct block *block, const struct err *why, struct err *err)
{
	if (block->error != NULL)
		return 0;
	if ((block->error = malloc(sizeof(*block->error))) == NULL)
		return err_nomem(err);
	*block->error = *why;
	return 0;
}

int block_fault(const struct block *block, struct err *err)
{
	if (block->error == NULL)
		return 0;
	*err = *block->error;
	return err->code;
}

int block_each_line(const struct block *block, block_line_fn fn, void *arg, struct err *err)
{
	char *copy = malloc(block->len + 1);
	struct location at = block->at;
	struct lex lex = { 0 };
	int r = 0;

	if (copy == NULL)
		return err_nomem(err);
	memcpy(copy, block->text, block->len);
	for (size_t start = 0, next; start < block->len && r == 0; start = next) {
		const char *lf = memchr(copy + start, '\n', block->len - start);
		size_t len = lf != NULL ? (size_t)(lf - copy) - start : block->len - start;
		next = start + len + 1;
		at.line++;
		if ((r = lex_split(&lex, copy + start, len, &at, err)) != 0 || lex.n == 0)
			continue;
		if ((r = block_check_equals(&lex, err)) == 0)
			r = fn(&lex, arg, err);
	}
	lex_free(&lex);
	free(copy);
	return r;
}
