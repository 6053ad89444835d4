/* What a secret file may look like: JSON, key=value lines, or the bare secret. Pure. */
#ifndef CCRED_PLUGINS_LIB_FILE_FORMAT_H
#define CCRED_PLUGINS_LIB_FILE_FORMAT_H

#include <stddef.h>

#include "ccred-plugin.h"

/* The first three in the order of the words of format=. */
enum file_format {
	FILE_FORMAT_JSON,
	FILE_FORMAT_LINES,
	FILE_FORMAT_SECRET,
	FILE_FORMAT_AUTO, /* '{' first: JSON; a first line client_id= or client_secret=: lines; else bare */
};

/* Copies in the host's secret memory; NULL: the file does not have it. */
struct file_items {
	char *id, *secret;
	size_t id_len, secret_len;
};

/* The format of a word of format=. The words were checked before; any other stands for AUTO. */
enum file_format file_format_find(const char *word);

/*
 * Takes the file apart; data is changed, and has room for one byte more than len. Returns 0, or -1 with
 * *ret_why saying what is wrong. file_items_clear in both cases.
 */
int file_parse(const struct ccred_host *host, char *data, size_t len, enum file_format format,
	       struct file_items *ret_items, const char **ret_why);
void file_items_clear(const struct ccred_host *host, struct file_items *items);

#endif
