/* Blocks of the configuration as text. */
#include "base/banned.h"
#include "config/block.h"

#include <ctype.h>

bool block_is_name(const char *text)
{
	size_t len = 0;

	while (isalnum((unsigned char)text[len]) || text[len] == '.' || text[len] == '_' ||
	       text[len] == '-')
		len++;
	return len > 0 && len <= LIMIT_NAME && text[len] == '\0' && isalnum((unsigned char)text[0]);
}

int block_keep(struct block *to, struct block *block, struct err *err)
{
	char *text = malloc(block->len + 1);

	if (text == NULL)
		return err_nomem(err);
	memcpy(text, block->text, block->len);
	*to = *block;
	to->text = to->own_text = text;
	to->targets = NULL;
	to->ntargets = 0;
	block->error = NULL;
	return 0;
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

bool block_holds(const struct block *block, const struct hash_entry *entry)
{
	return entry->file == block->file_number && entry->line >= block->line &&
	       entry->line <= block->last;
}

int block_each_line(const struct block *block, block_line_fn fn, void *arg, struct err *err)
{
	char *copy = malloc(block->len + 1);
	struct location at = { .file = block->file, .line = block->line };
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
		at.column = lex.words[0].column;
		r = fn(&at, &lex, arg, err);
	}
	lex_free(&lex);
	free(copy);
	return r;
}
