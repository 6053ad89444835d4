/* Blocks of the configuration as text. */
#include "base/banned.h"
#include "config/block.h"

/* Room for len more bytes of text. */
static int grow_text(struct block *block, size_t len, struct err *err)
{
	size_t cap = block->cap > 0 ? block->cap : 1024;
	char *text;

	while (cap - block->len < len)
		cap *= 2;
	if (cap == block->cap)
		return 0;
	if ((text = malloc(cap)) == NULL)
		return err_nomem(err);
	if (block->len > 0)
		memcpy(text, block->text, block->len);
	free(block->text);
	block->text = text;
	block->cap = cap;
	return 0;
}

int block_add(struct block *block, const char *line, size_t len, bool is_target, struct err *err)
{
	int r;

	block->last++;
	if (is_target) {
		if (block->ntargets == block->targets_cap) {
			size_t cap = block->targets_cap > 0 ? block->targets_cap * 2 : 4;
			struct block_line *targets =
				reallocarray(block->targets, cap, sizeof(*targets));
			if (targets == NULL)
				return err_nomem(err);
			block->targets = targets;
			block->targets_cap = cap;
		}
		block->targets[block->ntargets++] =
			(struct block_line){ .offset = block->len, .line = block->last };
	}
	if (block->cap - block->len < len + 1 && (r = grow_text(block, len + 1, err)) != 0)
		return r;
	memcpy(block->text + block->len, line, len);
	block->text[block->len + len] = '\n';
	block->len += len + 1;
	return 0;
}

void block_reset(struct block *block)
{
	free(block->error);
	*block = (struct block){
		.text = block->text,
		.cap = block->cap,
		.targets = block->targets,
		.targets_cap = block->targets_cap,
	};
}

void block_clear(struct block *block)
{
	free(block->error);
	free(block->text);
	free(block->targets);
	*block = (struct block){ 0 };
}

void block_move(struct block *to, struct block *from)
{
	block_clear(to);
	*to = *from;
	*from = (struct block){ 0 };
}

int block_refuse(struct block *block, const char *why, struct err *err)
{
	if (block->error != NULL)
		return 0;
	block->error = strdup(why);
	return block->error != NULL ? 0 : err_nomem(err);
}

int block_refuse_with(struct block *block, struct err *err)
{
	int r = block_refuse(block, err->text, err);

	if (r == 0)
		*err = (struct err){ 0 };
	return r;
}

bool block_holds(const struct block *block, const struct seen *place)
{
	return place->file == block->file_number && place->line >= block->line &&
	       place->line <= block->last;
}

int block_split(const struct block *block, struct block_line at, char *buffer, struct lex *lex,
		size_t *ret_next, struct err *err)
{
	const char *line = block->text + at.offset;
	const char *end = memchr(line, '\n', block->len - at.offset);
	struct location place = { .file = block->file, .line = at.line, .column = 1 };
	size_t len = (size_t)(end - line);

	memcpy(buffer, line, len);
	buffer[len] = '\0';
	*ret_next = at.offset + len + 1;
	return lex_split(lex, buffer, len, &place, err);
}

int block_each_line(const struct block *block, block_line_fn fn, void *arg, struct err *err)
{
	char *buffer = malloc(block->len + 1); /* longer than any of its lines */
	struct lex lex = { 0 };
	struct block_line at = { .offset = 0, .line = block->line + 1 };
	int r = 0;

	if (buffer == NULL)
		return err_nomem(err);
	for (; at.offset < block->len; at.line++) {
		size_t next;
		if ((r = block_split(block, at, buffer, &lex, &next, err)) != 0)
			break;
		at.offset = next;
		if (lex.n == 0)
			continue;
		struct location place = { .file = block->file,
					  .line = at.line,
					  .column = lex.words[0].column };
		if ((r = fn(&place, &lex, arg, err)) != 0)
			break;
	}
	lex_free(&lex);
	free(buffer);
	return r;
}
