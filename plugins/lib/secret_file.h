/* From a file of a secret to the items of a call, for the plugins that read such files. */
#pragma once

#include "say.h"

#define FILE_MAX 65536
#define FILE_ROOM (FILE_MAX + 1)

struct json_object;

/* The items of a file; each points into it, or into its JSON. */
enum {
	FILE_ID,
	FILE_SECRET,
	FILE_ITEMS
};

/* The format of a file: the wanted one, else what its start says. */
const char *file_format(const char *data, size_t len, const char *wanted);

/* Whether a file of this format= holds an assertion: as a secret, the whole of the file is it. */
int file_is_assertion(const char *format);

/* Takes a file apart, which may have neither item. Returns NULL, or what is wrong with it;
 * *ret_json is to be put away in both cases. data has room for one byte more. */
const char *file_parse(const char *data, size_t len, const char *format,
		       struct piece items[FILE_ITEMS], struct json_object **ret_json);

/*
 * Opens the file by the host's rule (flags: CCRED_OPEN_*), reads it, takes it apart and sets what
 * it holds. format is a word of format=: json, lines, secret or assertion; NULL: '{' first is JSON,
 * a first line client_id= or client_secret= is lines, and the rest a bare secret. Returns the
 * result of the call; why it is no success, or where the items lie, is said.
 */
int file_read(const struct say *say, const char *path, uint32_t flags, const char *format);

/* The same with what was read already, which path names. data has room for one byte more. fix is
 * the command that mends what it holds; NULL: none. */
int file_take(const struct say *say, const char *path, const char *data, size_t len,
	      const char *format, const char *fix);

/*
 * The two halves of it. The first opens and reads, and returns what the file holds in secret
 * memory, to be given back with secret_free(data, FILE_ROOM). The second sets the items.
 */
int file_load(const struct say *say, const char *path, uint32_t flags, char **ret_data,
	      size_t *ret_len);
int file_set(const struct say *say, const char *path, const char *fix, struct piece id,
	     struct piece secret);
