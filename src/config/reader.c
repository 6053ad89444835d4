/* Lines of a file through a fixed buffer. */
#include "base/banned.h"
#include "config/reader.h"

#include <errno.h>
#include <unistd.h>

#include "base/fs.h"

int reader_open(struct reader *reader, int fd, const char *file, struct err *err)
{
	*reader = (struct reader){ .fd = fd, .at = { .file = file, .line = 0, .column = 1 } };
	reader->buffer = malloc(READER_SIZE + 1);
	if (reader->buffer != NULL)
		return 0;
	fs_close(&reader->fd);
	return err_nomem(err);
}

/* Moves what is left to the front and reads more. Returns 0, or an error. */
static int fill(struct reader *reader, struct err *err)
{
	ssize_t n;

	memmove(reader->buffer, reader->buffer + reader->start, reader->end - reader->start);
	reader->end -= reader->start;
	reader->start = 0;
	do {
		n = read(reader->fd, reader->buffer + reader->end, READER_SIZE - reader->end);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_sys(err, EXIT_OS, errno, "%s: cannot be read", reader->at.file);
	if (reader->total == 0 && n >= 3 && memcmp(reader->buffer, "\xEF\xBB\xBF", 3) == 0)
		reader->start = 3;
	reader->eof = n == 0;
	reader->end += (size_t)n;
	reader->total += (size_t)n;
	if (reader->total > LIMIT_CONFIG_FILE) {
		reader->at.line++;
		return location_error(err, &reader->at, "the file is larger than %u MiB",
				      LIMIT_CONFIG_FILE / 1024 / 1024);
	}
	return 0;
}

enum reader_result reader_next(struct reader *reader, char **ret_line, size_t *ret_len,
			       struct err *err)
{
	bool is_long = false;

	for (;;) {
		char *line = reader->buffer + reader->start;
		size_t have = reader->end - reader->start;
		char *lf = have > 0 ? memchr(line, '\n', have) : NULL;
		size_t len = lf != NULL ? (size_t)(lf - line) : have;

		if (lf != NULL || (reader->eof && (have > 0 || is_long))) {
			reader->start += lf != NULL ? len + 1 : len;
			reader->at.line++;
			if (is_long || len > LIMIT_CONFIG_LINE)
				return READER_LONG;
			*ret_line = line;
			*ret_len = len;
			return READER_LINE;
		}
		if (reader->eof)
			return READER_END;
		if (len > LIMIT_CONFIG_LINE) {
			is_long = true;
			reader->start = reader->end;
		}
		if (fill(reader, err) != 0)
			return READER_FAILED;
	}
}

void reader_close(struct reader *reader)
{
	fs_close(&reader->fd);
	free(reader->buffer);
	reader->buffer = NULL;
}
