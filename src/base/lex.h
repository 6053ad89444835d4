/*
 * Splits a line of the configuration, or of a plugin's description, into words: blanks between
 * them, '#' at the start of a word for a comment, "..." for a word or a part of one that holds
 * blanks. Pure.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/location.h"

struct lex_word {
	/* In the line, NUL-terminated, quotes removed. */
	char *text;
	size_t len;
	/* Of its first byte. */
	struct location at;
	/* Some of it stood in quotes. */
	bool quoted;
};

/* The words of one line; reused from line to line. Set up with { 0 }. */
struct lex {
	struct lex_word *words;
	size_t n;
	size_t cap;
};

/*
 * Splits line[0..len) in place; line[len] must be writable. In quotes, \" and \\ stand for " and \,
 * any other backslash is an error; outside them a backslash is a byte like others. The bracketed
 * control of a source line is one word. No words: blank, or a comment. Returns 0, or EXIT_CONFIG
 * with the place (at gives file and line): a line over LIMIT_CONFIG_LINE bytes, a control byte but
 * tab, CR LF, bytes that are not UTF-8, an open quote or bracket; or EXIT_OS.
 */
int lex_split(struct lex *lex, char *line, size_t len, const struct location *at, struct err *err);

/* Frees the array; the line is the caller's. */
void lex_free(struct lex *lex);
