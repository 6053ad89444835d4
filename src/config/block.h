/* A block of the configuration: its head, and its lines as text, which is read later if somebody needs it. */
#ifndef CCRED_CONFIG_BLOCK_H
#define CCRED_CONFIG_BLOCK_H

#include <stddef.h>

#include "base/lex.h"
#include "base/limits.h"
#include "base/location.h"
#include "config/hash_set.h"

struct scope;

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
	/* The configuration that it belongs to. */
	struct scope *scope;
	/* Borrowed from the scope; the number is that of the file among the scope's files, from 1. */
	const char *file;
	unsigned file_number;
	/* Its first and its last line. */
	unsigned line, last;
	/* As written, cut short if it is too long. */
	char name[LIMIT_NAME + 2];
	size_t name_len;
	/* Why the block is refused; NULL: nothing is known against it. */
	struct err *error;
	/* The lines after the first. */
	const char *text;
	size_t len;
	/* The text of a block that is kept; NULL: text is borrowed, and changes when the file is read on. */
	char *own_text;
	/* The target lines, borrowed too; a block that is kept has none. */
	const struct block_line *targets;
	size_t ntargets;
};

/* 1 to LIMIT_NAME of [A-Za-z0-9._-], the first a letter or digit: the name of a profile or stack. */
bool block_is_name(const char *text);

/* Makes to, which is empty, a copy that keeps its text. block gives its error away. Returns 0 or EXIT_OS. */
int block_keep(struct block *to, struct block *block, struct err *err);
void block_clear(struct block *block);

/* Refuses the block with this error, unless it is refused already. Returns 0 or EXIT_OS. */
int block_refuse(struct block *block, const struct err *why, struct err *err);

/* Nonzero if the entry's place lies in the block. */
bool block_holds(const struct block *block, const struct hash_entry *entry);

/*
 * Calls fn with the words of each line that has any; at is the place of the first word. A line that
 * cannot be split ends it with EXIT_CONFIG; so does a nonzero return, which is returned.
 */
typedef int (*block_line_fn)(const struct location *at, const struct lex *lex, void *arg,
			     struct err *err);
int block_each_line(const struct block *block, block_line_fn fn, void *arg, struct err *err);

#endif
