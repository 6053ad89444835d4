/* The parts of the file plugin. */
#pragma once

#include "lib/secret_file.h"

#include <sys/stat.h>

/*
 * The text of a file with another secret in it, or without one; all else stays as it is, byte by
 * byte. Both return NULL, or why it cannot be done; new->data has FILE_ROOM bytes, and is cut short
 * if new->len is more than FILE_MAX.
 */
struct file_text {
	char *data;
	size_t len;
};

/* old is empty: a new file, which is of key=value lines unless the format says otherwise. */
const char *file_with_secret(struct piece old, const char *format, struct piece id,
			     struct piece secret, struct file_text *new);

/* Whether a secret can take the place of what is in the file, although get refuses that. */
int file_is_replaceable(struct piece old, const char *format);

/* *ret_found: whether it has a secret, of this client id if one is known. new->len is 0: nothing
 * would be left but the client id. */
const char *file_without_secret(struct piece old, const char *format, const char *id,
				struct file_text *new, int *ret_found);

/*
 * Replaces a file as a whole, or makes it: whoever looks, and whatever is killed meanwhile, there is
 * the old one or the new one. Mode and group are those of like; NULL: it is new, and 0600.
 */
int file_write(const struct say *say, const char *path, const struct stat *like,
	       const struct file_text *text);

/* Removes it, and what a file_write that was killed has left. */
int file_remove(const struct say *say, const char *path);

/* Removes what a file_write that was killed has left. */
void file_remove_new(const char *path);

/* The directory of an absolute path. The caller frees it; NULL: no memory. */
char *file_directory(const char *path);
