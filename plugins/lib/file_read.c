/* From a file of a secret to the items of a call, for the plugins that read such files. */
#include "file_read.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

int file_fail(const struct ccred_host *host, struct ccred_tx *tx, const char *path, int result,
	      int err, const char *what)
{
	char text[512];

	snprintf(text, sizeof(text), "%.300s: %s", path, what);
	host->fail(tx, err, text);
	return result;
}

/* Reads to the end. Returns a result; *ret_len is FILE_MAX + 1 if there is more than allowed. */
static int read_all(int fd, char *data, size_t *ret_len)
{
	size_t len = 0;

	while (len < FILE_MAX + 1) {
		ssize_t n = read(fd, data + len, FILE_MAX + 1 - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return CCRED_UNAVAILABLE;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	*ret_len = len;
	return CCRED_SUCCESS;
}

int file_set(const struct ccred_host *host, struct ccred_tx *tx, const char *path,
	     const struct file_items *items)
{
	int r = CCRED_SUCCESS;

	if (items->id != NULL)
		r = host->set(tx, CCRED_ITEM_CLIENT_ID, items->id, items->id_len);
	if (r == CCRED_SUCCESS && items->secret != NULL)
		r = host->set(tx, CCRED_ITEM_CLIENT_SECRET, items->secret, items->secret_len);
	if (r == CCRED_CONFLICT)
		return file_fail(
			host, tx, path, r, 0,
			"its client id is not that of the profile or of an earlier line: make "
			"them equal, or leave one out");
	if (r != CCRED_SUCCESS)
		return file_fail(host, tx, path, r, 0,
				 "its id or secret is empty, too long, or holds a control byte or "
				 "bytes that are not UTF-8");
	return r;
}

int file_take(const struct ccred_host *host, struct ccred_tx *tx, const char *path, char *data,
	      size_t len, enum file_format format)
{
	struct file_items items = { 0 };
	const char *why = NULL;
	int r;

	if (file_parse(host, data, len, format, &items, &why) != 0)
		r = file_fail(host, tx, path, CCRED_INVALID, 0, why);
	else
		r = file_set(host, tx, path, &items);
	file_items_clear(host, &items);
	return r;
}

int file_load(const struct ccred_host *host, struct ccred_tx *tx, const char *path, uint32_t flags,
	      char **ret_data, size_t *ret_len)
{
	char *data = NULL;
	size_t len = 0;
	int fd = -1, r;

	if ((r = host->open_file(tx, path, flags, &fd)) != CCRED_SUCCESS)
		return r;
	if ((data = host->secret_alloc(FILE_ROOM)) == NULL)
		r = file_fail(host, tx, path, CCRED_INTERNAL, ENOMEM, "no memory");
	else if (read_all(fd, data, &len) != CCRED_SUCCESS)
		r = file_fail(host, tx, path, CCRED_UNAVAILABLE, errno, "cannot read it");
	else if (len > FILE_MAX)
		r = file_fail(host, tx, path, CCRED_INVALID, 0,
			      "it is longer than 65536 bytes: is it the right file?");
	if (r != CCRED_SUCCESS) {
		host->secret_free(data, FILE_ROOM);
	} else {
		*ret_data = data;
		*ret_len = len;
	}
	close(fd);
	return r;
}

int file_read(const struct ccred_host *host, struct ccred_tx *tx, const char *path, uint32_t flags,
	      enum file_format format)
{
	char *data;
	size_t len;
	int r;

	if ((r = file_load(host, tx, path, flags, &data, &len)) != CCRED_SUCCESS)
		return r;
	r = file_take(host, tx, path, data, len, format);
	host->secret_free(data, FILE_ROOM);
	return r;
}
