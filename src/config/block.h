/* A block of the configuration as text: what it says is read later (resolve.h), if somebody wants it. */
#ifndef CCRED_CONFIG_BLOCK_H
#define CCRED_CONFIG_BLOCK_H

#include <stddef.h>

#include "base/limits.h"
#include "base/lex.h"
#include "base/location.h"
#include "config/hash_set.h"

enum block_kind {
	BLOCK_PROFILE,
	BLOCK_STACK,
	BLOCK_DEFAULTS,
};

/* One line of a block's text. */
struct block_line {
	size_t offset;
	unsigned line;
};

/* Set up with { 0 }. */
struct block {
	enum block_kind kind;
	const char *file; /* borrowed from its scope */
	unsigned file_number; /* among the scope's files, from 1 */
	unsigned line; /* where it starts */
	unsigned last; /* its last line */
	size_t name_len;
	char name[LIMIT_NAME + 2]; /* as written, cut short if it is too long */
	char *error; /* why the block is refused, if that is known already */
	char *text; /* the lines after the first, each with its LF */
	size_t len;
	size_t cap;
	struct block_line *targets; /* its target lines */
	size_t ntargets;
	size_t targets_cap;
};

/* Appends a line (without its LF). is_target: it is a target line. Returns 0 or EXIT_OS. */
int block_add(struct block *block, const char *line, size_t len, bool is_target, struct err *err);

/* Empties it, keeping the memory. */
void block_reset(struct block *block);
void block_clear(struct block *block);

/* Gives the contents to an empty block; from can be used again. */
void block_move(struct block *to, struct block *from);

/* Refuses the block with a text ("file:line:..."), unless it is refused already. Returns 0 or EXIT_OS. */
int block_refuse(struct block *block, const char *why, struct err *err);

/* The same with the text of err, which is empty again afterwards. */
int block_refuse_with(struct block *block, struct err *err);

/* Nonzero if the place lies in the block. */
bool block_holds(const struct block *block, const struct seen *place);

/* Splits the line at offset of the text into words; buffer has LIMIT_CONFIG_LINE + 1 bytes and holds
 * them. Returns as lex_split; *ret_next is the offset of the next line. */
int block_split(const struct block *block, struct block_line at, char *buffer, struct lex *lex,
		size_t *ret_next, struct err *err);

/*
 * Calls fn with the words of each line that has any; at is the place of the first word. A line that
 * cannot be split ends it with EXIT_CONFIG; so does a nonzero return, which is returned.
 */
typedef int (*block_line_fn)(const struct location *at, const struct lex *lex, void *arg,
			     struct err *err);
int block_each_line(const struct block *block, block_line_fn fn, void *arg, struct err *err);

#endif
