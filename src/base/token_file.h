/*
 * The file in which a program finds a token: it is replaced as a whole, in a directory that nobody
 * else can change, and holds nothing but a token.
 */
#pragma once

#include "base/token_format.h"
#include "base/err.h"

/* What a person calls for. */
struct token_file {
	/* Absolute. NULL: there is none. */
	const char *path;
	unsigned mode;
	enum token_format format;
};

/*
 * Checks the directory, and that the file, if there is one, is a regular file of the user with a
 * token in it: whatever else lies there is neither replaced nor removed. Returns 0, EXIT_NOINPUT
 * (there is no such directory), EXIT_DENIED or EXIT_OS.
 */
int token_file_check(const struct token_file *file, struct err *err);

/* Replaces the file, after that check. */
int token_file_write(const struct token_file *file, const struct secret *token, int64_t expires_s,
		     const char *scope, struct err *err);

/* Whether the file is there and holds this token. */
bool token_file_holds(const struct token_file *file, const struct secret *token);

/* Removes the file, after that check, if it holds this token; token NULL: whichever it holds. That
 * there is none is as good. */
int token_file_remove(const char *path, const void *token, size_t len, struct err *err);
