/* The file of a private key: making one, and the next one beside it. A key is never overwritten but
 * by key_file_turn. */
#pragma once

#include <limits.h>

#include "base/err.h"

/* The next key lies beside the key, under its name with this end. */
#define KEY_FILE_NEXT ".next"

/* Set up by key_file_open. */
struct key_file {
	/* Of the directory; locked, so that one process at a time makes and replaces its keys. */
	int dirfd;
	char name[NAME_MAX + 1], next[NAME_MAX + 1];
};

/*
 * Opens and locks the directory of the path, and makes it and those above it (mode 0700) if need
 * be. Removes what killed writers left of the two keys. Returns 0, EXIT_TEMPFAIL if another process
 * has the lock, or EXIT_OS. The caller closes in all cases.
 */
int key_file_open(const char *path, struct key_file *ret_file, struct err *err);
void key_file_close(struct key_file *file);

/* Whether the key, or its next one, is there. */
bool key_file_has(const struct key_file *file, bool next);

/* Whether the key is a symbolic link: a next one would take the place of the link, and the key
 * would stay. */
bool key_file_is_link(const struct key_file *file);

/* Whether the key has the form of those that are made here. Its first line says so; no more is
 * read. */
bool key_file_is_plain(const struct key_file *file);

/* Makes a key for the algorithm and writes it as PEM (mode 0600). Returns 0, EXIT_CONFIG if the
 * algorithm has no key pair, REASON_FILE_EXISTS or EXIT_OS. */
int key_file_make(const struct key_file *file, bool next, const char *alg, struct err *err);

/* Removes a key that was made in vain. */
void key_file_drop(const struct key_file *file, bool next);

/* Puts the next key in the place of the key, which is one step. Returns 0 or EXIT_OS. */
int key_file_turn(const struct key_file *file, struct err *err);
