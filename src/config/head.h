/* Telling the lines that begin a block, and the target lines, from all others by their first word. */
#ifndef CCRED_CONFIG_HEAD_H
#define CCRED_CONFIG_HEAD_H

#include "config/block.h"

enum line_kind {
	LINE_OTHER,
	LINE_TARGET,
	/* These begin a block. */
	LINE_PROFILE,
	LINE_STACK,
	LINE_DEFAULTS,
};

/* It is run for every line, so it looks at one letter first. */
enum line_kind head_classify(const char *line, size_t len);

/*
 * Reads the first line of a block, of a kind that begins one: sets the block's kind and name, and refuses
 * the block if the line is malformed. The line is taken apart by lex. Returns 0 or EXIT_OS.
 */
int head_read(struct block *block, enum line_kind kind, char *line, size_t len, struct lex *lex,
	      struct err *err);

#endif
