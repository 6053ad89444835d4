/* A block of the configuration: its head, and its lines as text, which is read later if somebody
 * needs it. */
#pragma once

#include "base/lex.h"
#include "base/limits.h"

struct scope;

/* The kinds of lines, as their first words tell them. */
enum line_kind {
	LINE_OTHER,
	LINE_TARGET,
	LINE_TOKEN_FILE,
	/* These begin a block. */
	LINE_PROFILE,
	LINE_STACK,
	LINE_DEFAULTS,
};

/* Set up with { 0 }. */
struct block {
	/* Of its first line. */
	enum line_kind kind;
	/* The configuration that it belongs to. */
	struct scope *scope;
	/* Its first line. The name of the file is borrowed from the scope; the number is that of
	 * the file among the scope's files, from 1. */
	struct location at;
	unsigned file_number;
	unsigned last_line;
	/* So many target lines were read. */
	size_t ntargets;
	/* It is the system's, and the user has a profile of that name: nobody reads it. */
	bool hidden;
	/* As written, cut short if it is too long. */
	char name[LIMIT_NAME + 2];
	size_t name_len;
	/* Why the block is refused; NULL: nothing is known against it. */
	struct err *error;
	/* The lines after the first. */
	const char *text;
	size_t len;
	/* The text of a block that is kept; NULL: text is borrowed, and changes when the file is
	 * read on. */
	char *own_text;
};

/* Blocks that are kept. Set up with { 0 }. */
struct blocks {
	struct block *list;
	size_t n, cap;
};

/* 1 to LIMIT_NAME of [A-Za-z0-9._-], the first a letter or digit: the name of a profile or
 * stack. */
bool block_is_name(const char *text);

/* It is run for every line, so it looks at one letter first. */
enum line_kind block_classify(const char *line, size_t len);

/*
 * Reads the first line of a block: sets the block's name, and refuses the block if the line is
 * malformed. The line is taken apart by lex. Returns 0 or EXIT_OS.
 */
int block_read_head(struct block *block, char *line, size_t len, struct lex *lex, struct err *err);

/* Appends a copy that keeps its text. block gives its error away. Returns 0 or EXIT_OS. */
int blocks_add(struct blocks *blocks, struct block *block, struct err *err);
/* The first block of this name; NULL: none. */
struct block *blocks_find(const struct blocks *blocks, const char *name);
void blocks_clear(struct blocks *blocks);
void block_clear(struct block *block);

/* Refuses the block with this error, unless it is refused already. Returns 0 or EXIT_OS. */
int block_refuse(struct block *block, const struct err *why, struct err *err);

/* Returns 0, or the code and the error that the block is refused with. */
int block_fault(const struct block *block, struct err *err);

/* Whether no "=" stands between key and value of a line. Returns 0 or EXIT_CONFIG. */
int block_check_equals(const struct lex *lex, struct err *err);

/*
 * Calls fn with the words of each line that has any. A line that cannot be split ends it with
 * EXIT_CONFIG; so does a nonzero return, which is returned.
 */
typedef int (*block_line_fn)(const struct lex *lex, void *arg, struct err *err);
int block_each_line(const struct block *block, block_line_fn fn, void *arg, struct err *err);
