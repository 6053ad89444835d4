/* A file of the configuration. It is read once, from its beginning to its end. */
#pragma once

#include <sys/types.h>

#include "base/location.h"

struct scope;

/*
 * What is read but not needed any more makes room for what follows: a configuration of thousands of
 * profiles would be larger than all the rest of a short process. The lines since the mark stay.
 */
struct file {
	/* Closed by file_close. */
	int fd;
	/* The line that was handed out last; line is 0 before the first. */
	struct location at;
	/* cap bytes and one more, of which len are read. */
	char *data;
	size_t cap, len;
	/* Where the mark is, where the last line starts, and where the next one does. */
	size_t mark, last, next;
	size_t total;
	bool eof;

	/* For scan.c: its number among the scope's files, from 1, and the files that led to it. */
	struct scope *scope;
	unsigned number, depth;
	dev_t dev;
	ino_t ino;
	const struct file *from;
};

/*
 * Hands out the next line, without its LF (which the last line of a file may lack): *ret_line is
 * NULL at the end. The line may be changed, and line[len] may be written. A byte order mark at the
 * start of the file is left out. Returns 0; EXIT_CONFIG if the file has more than LIMIT_CONFIG_FILE
 * bytes; EXIT_OS.
 */
int file_next(struct file *file, char **ret_line, size_t *ret_len, struct err *err);

/* Puts the mark at the next line. */
void file_mark(struct file *file);

/* The text from the mark to the line that was handed out last, or at the end to the end. It stays
 * until the next call. */
const char *file_marked(const struct file *file, size_t *ret_len);

void file_close(struct file *file);
