/* Lines of a file through a fixed buffer. */
#ifndef CCRED_CONFIG_READER_H
#define CCRED_CONFIG_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/limits.h"
#include "base/location.h"

#define READER_SIZE (4 * LIMIT_CONFIG_LINE)

struct reader {
	int fd; /* closed by reader_close */
	struct location at; /* the file, and the line that was read last */
	char *buffer; /* READER_SIZE bytes and one more */
	size_t start;
	size_t end;
	size_t total; /* bytes read so far */
	bool eof;
};

enum reader_result {
	READER_LINE,
	READER_LONG, /* over LIMIT_CONFIG_LINE bytes: passed over, ret_line is not set */
	READER_END,
	READER_FAILED, /* err is set: reading failed, or the file is over LIMIT_CONFIG_FILE bytes */
};

/* Takes over fd in any case. Returns 0 or EXIT_OS. */
int reader_open(struct reader *reader, int fd, const char *file, struct err *err);

/*
 * The next line, without its LF (which the last line of a file may lack). It may be changed, and
 * line[len] may be written, until the next call. A byte order mark at the start of the file is left
 * out.
 */
enum reader_result reader_next(struct reader *reader, char **ret_line, size_t *ret_len,
			       struct err *err);

void reader_close(struct reader *reader);

#endif
