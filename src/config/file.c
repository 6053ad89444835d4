/* Reading a file of the configuration. */
#include "config/file.h"

#include <errno.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/limits.h"

/* Of most configurations that is all. */
#define FIRST_SIZE 65536u

/* Makes room behind what is read. */
static int make_room(struct file *file, struct err *err)
{
	size_t cap = file->cap > 0 ? file->cap * 2 : FIRST_SIZE;
	char *data;

	if (file->mark > 0) {
		memmove(file->data, file->data + file->mark, file->len - file->mark);
		file->len -= file->mark;
		file->next -= file->mark;
		file->mark = 0;
	}
	if (file->len < file->cap / 2)
		return 0;
	if ((data = realloc(file->data, cap + 1)) == NULL)
		return err_nomem(err);
	file->data = data;
	file->cap = cap;
	return 0;
}

static int read_more(struct file *file, struct err *err)
{
	struct location all = { .file = file->at.file };
	ssize_t n;
	int r;

	if (file->len == file->cap && (r = make_room(file, err)) != 0)
		return r;
	do {
		n = read(file->fd, file->data + file->len, file->cap - file->len);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return err_sys(err, REASON_SYSTEM, errno, "cannot read %s", file->at.file);
	file->eof = n == 0;
	file->len += (size_t)n;
	if (file->total == 0 && n >= 3 && memcmp(file->data, "\xEF\xBB\xBF", 3) == 0)
		file->mark = file->next = 3;
	file->total += (size_t)n;
	if (file->total > LIMIT_CONFIG_FILE)
		return location_fault(err, REASON_CONFIG_LIMIT, &all,
				      "the file is larger than %u MiB",
				      LIMIT_CONFIG_FILE / 1024 / 1024);
	return 0;
}

int file_next(struct file *file, char **ret_line, size_t *ret_len, struct err *err)
{
	size_t looked = 0;
	char *lf = NULL;
	int r = 0;

	do {
		size_t from = file->next + looked;
		if (from < file->len)
			lf = memchr(file->data + from, '\n', file->len - from);
		looked = file->len - file->next;
	} while (lf == NULL && !file->eof && (r = read_more(file, err)) == 0);
	if (r != 0)
		return r;
	file->last = file->next;
	if (file->next == file->len) {
		*ret_line = NULL;
		return 0;
	}
	*ret_line = file->data + file->next;
	*ret_len = lf != NULL ? (size_t)(lf - *ret_line) : file->len - file->next;
	file->next += *ret_len + (lf != NULL);
	file->at.line++;
	return 0;
}

void file_mark(struct file *file)
{
	file->mark = file->next;
}

const char *file_marked(const struct file *file, size_t *ret_len)
{
	*ret_len = file->last - file->mark;
	return file->data + file->mark;
}

void file_close(struct file *file)
{
	fs_close(&file->fd);
	free(file->data);
	file->data = NULL;
}
