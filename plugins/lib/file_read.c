/* From a file of a secret to the items of a call, for the plugins that read such files. */
#include "file_read.h"

#include <errno.h>
#include <unistd.h>

/* Reads to the end. Returns 0, or an errno value; *ret_len is FILE_MAX + 1 if there is more than allowed. */
static int read_all(int fd, char *data, size_t *ret_len)
{
	size_t len = 0;

	while (len < FILE_MAX + 1) {
		ssize_t n = read(fd, data + len, FILE_MAX + 1 - len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno;
		if (n == 0)
			break;
		len += (size_t)n;
	}
	*ret_len = len;
	return 0;
}

int file_set(const struct say *say, const char *path, const struct file_items *items)
{
	const struct ccred_host *host = say->host;
	int r = CCRED_SUCCESS;

	if (items->id != NULL)
		r = host->set(say->call, CCRED_ITEM_CLIENT_ID, items->id, items->id_len);
	if (r == CCRED_SUCCESS && items->secret != NULL)
		r = host->set(say->call, CCRED_ITEM_CLIENT_SECRET, items->secret,
			      items->secret_len);
	if (r == CCRED_CONFLICT)
		return say_error(
			say, r, "credential_conflict", NULL,
			"%.300s: its client id is not that of the profile or of an earlier line: "
			"make them equal, or leave one out",
			path);
	if (r == CCRED_INVALID)
		return say_error(say, r, "item_invalid", NULL,
				 "%.300s: its id or secret is empty, too long, or holds a control "
				 "byte or bytes that are not UTF-8",
				 path);
	return r == CCRED_SUCCESS ? say_found(say, "%s", path) : say_no_memory(say);
}

int file_take(const struct say *say, const char *path, char *data, size_t len,
	      enum file_format format)
{
	struct file_items items = { 0 };
	const char *why = NULL;
	int r;

	if (file_parse(say->host, data, len, format, &items, &why) != 0)
		r = say_error(say, CCRED_INVALID, "file_malformed", NULL, "%.300s: %s", path, why);
	else
		r = file_set(say, path, &items);
	file_items_clear(say->host, &items);
	return r;
}

int file_load(const struct say *say, const char *path, uint32_t flags, char **ret_data,
	      size_t *ret_len)
{
	const struct ccred_host *host = say->host;
	char *data = NULL;
	size_t len = 0;
	int fd = -1, r, why;

	if ((r = host->open_file(say->call, path, flags, &fd)) != CCRED_SUCCESS)
		return r;
	if ((data = host->secret_alloc(FILE_ROOM)) == NULL)
		r = say_no_memory(say);
	else if ((why = read_all(fd, data, &len)) != 0)
		r = say_errno(say, CCRED_UNAVAILABLE, why, "file_unreadable",
			      "%.300s: cannot read it", path);
	else if (len > FILE_MAX)
		r = say_error(say, CCRED_INVALID, "file_too_long", NULL,
			      "%.300s: it is longer than 65536 bytes: is it the right file?", path);
	if (r != CCRED_SUCCESS) {
		host->secret_free(data, FILE_ROOM);
	} else {
		*ret_data = data;
		*ret_len = len;
	}
	close(fd);
	return r;
}

int file_read(const struct say *say, const char *path, uint32_t flags, enum file_format format)
{
	char *data;
	size_t len;
	int r;

	if ((r = file_load(say, path, flags, &data, &len)) != CCRED_SUCCESS)
		return r;
	r = file_take(say, path, data, len, format);
	say->host->secret_free(data, FILE_ROOM);
	return r;
}
