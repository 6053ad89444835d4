/* From a file of a secret to the items of a call, for the plugins that read such files. */
#ifndef CCRED_PLUGINS_LIB_FILE_READ_H
#define CCRED_PLUGINS_LIB_FILE_READ_H

#include "file_format.h"
#include "say.h"

/*
 * Opens the file by the host's rule (flags: CCRED_OPEN_*), reads it, takes it apart and sets what it
 * holds. Returns the result of the call; why it is no success, or where the items lie, is said.
 */
int file_read(const struct say *say, const char *path, uint32_t flags, enum file_format format);

/*
 * The same with what was read already from somewhere else, which path names: data is changed, and has room
 * for one byte more than len.
 */
int file_take(const struct say *say, const char *path, char *data, size_t len,
	      enum file_format format);

/*
 * The two halves of it. The first opens and reads, and returns what the file holds in secret memory, to be
 * given back with secret_free(data, FILE_ROOM): a NUL stands behind it. The second sets the items.
 */
#define FILE_MAX 65536
#define FILE_ROOM (FILE_MAX + 2)
int file_load(const struct say *say, const char *path, uint32_t flags, char **ret_data,
	      size_t *ret_len);
int file_set(const struct say *say, const char *path, const struct file_items *items);

#endif
