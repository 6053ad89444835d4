/* A file of a secret, which is JSON, key=value lines or the bare secret, and the items that it
 * holds. */
#include "secret_file.h"
#include "json_strict.h"

#include <errno.h>
#include <json-c/json.h>
#include <unistd.h>

static const char *const keys[FILE_ITEMS] = { "client_id", "client_secret" };

/* What Windows editors write in front of UTF-8. */
#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* Which item the line KEY=VALUE is; FILE_ITEMS: none. */
static size_t find_key(const char *line, size_t len)
{
	size_t i, n;

	for (i = 0; i < FILE_ITEMS; i++)
		if (len > (n = strlen(keys[i])) && memcmp(line, keys[i], n) == 0 && line[n] == '=')
			break;
	return i;
}

static const char *parse_lines(const char *line, size_t left, struct piece items[FILE_ITEMS])
{
	const char *end = line + left;

	for (const char *lf; line < end; line = lf + 1) {
		if ((lf = memchr(line, '\n', (size_t)(end - line))) == NULL)
			lf = end;
		size_t i = find_key(line, (size_t)(lf - line));
		if (i < FILE_ITEMS) {
			if (items[i].data != NULL)
				return "client_id or client_secret stands in it twice: keep one";
			items[i].data = line + strlen(keys[i]) + 1;
			items[i].len = (size_t)(lf - items[i].data);
		} else if (lf > line || lf + 1 < end) {
			return "a line is neither client_id= nor client_secret=: delete it";
		}
	}
	return NULL;
}

const char *file_format(const char *data, size_t len, const char *wanted)
{
	return wanted != NULL                     ? wanted
	       : len > 0 && data[0] == '{'        ? "json"
	       : find_key(data, len) < FILE_ITEMS ? "lines"
						  : "secret";
}

const char *file_parse(const char *data, size_t len, const char *format,
		       struct piece items[FILE_ITEMS], struct json_object **ret_json)
{
	const char *why = NULL;

	/* What an editor or echo puts at the end. */
	if (len > 0 && data[len - 1] == '\n')
		len--;
	if (len == 0)
		return "it is empty: write the credential into it";
	if (len >= 3 && memcmp(data, BYTE_ORDER_MARK, 3) == 0)
		return "it begins with a byte order mark, as files of Windows do: save it as "
		       "UTF-8 without one";
	format = file_format(data, len, format);
	/* CR is what editors of other systems leave behind, and a second line one Enter too
	 * many. */
	if (strcmp(format, "json") == 0) {
		if ((*ret_json = json_strict_read(data, len, &why)) == NULL)
			return why;
		for (size_t i = 0; i < FILE_ITEMS; i++)
			if (json_strict_text(*ret_json, keys[i], &items[i]) != 0)
				return "client_id and client_secret must be JSON strings";
	} else if (memchr(data, '\r', len) != NULL) {
		return "it holds CR, as files of Windows do: save it with LF line ends";
	} else if (strcmp(format, "lines") == 0) {
		why = parse_lines(data, len, items);
	} else if (memchr(data, '\n', len) != NULL) {
		return "it has more than one line: keep the credential in it and nothing else";
	} else {
		items[FILE_SECRET] = (struct piece){ data, len };
	}
	return why;
}

int file_set(const struct say *say, const char *path, const char *fix, struct piece id,
	     struct piece secret)
{
	int r = say_set(say, id, secret);

	if (r == CCRED_CONFLICT)
		return say_error(say, r, "credential_conflict", NULL,
				 "%.300s: its client id is not that of the profile or of an "
				 "earlier line: make them equal, or leave one out",
				 path);
	if (r == CCRED_INVALID)
		return say_error(say, r, "item_invalid", fix,
				 "%.300s: its id or secret cannot be used", path);
	return r == CCRED_SUCCESS ? say_found(say, "%s", path) : say_no_memory(say);
}

int file_is_assertion(const char *format)
{
	return format != NULL && strcmp(format, "assertion") == 0;
}

/* What an assertion says, and whether it is in its time, is looked at by ccred, whoever supplies
 * it. */
static int set_assertion(const struct say *say, const char *path, struct piece text)
{
	int r = say->host->set(say->call, CCRED_ITEM_ASSERTION, text.data, text.len);

	if (r == CCRED_INVALID)
		return say_error(say, r, "item_invalid", NULL, "%.300s: it cannot be used", path);
	return r == CCRED_SUCCESS ? say_found(say, "%s", path) : say_no_memory(say);
}

int file_take(const struct say *say, const char *path, const char *data, size_t len,
	      const char *format, const char *fix)
{
	struct piece items[FILE_ITEMS] = { 0 };
	struct json_object *json = NULL;
	const char *why = file_parse(data, len, format, items, &json);
	int r;

	if (why == NULL && items[FILE_ID].data == NULL && items[FILE_SECRET].data == NULL)
		why = "it has neither client_id nor client_secret: add them";
	if (why != NULL)
		r = say_error(say, CCRED_INVALID, "file_malformed", fix, "%.300s: %s", path, why);
	else if (file_is_assertion(format))
		r = set_assertion(say, path, items[FILE_SECRET]);
	else
		r = file_set(say, path, fix, items[FILE_ID], items[FILE_SECRET]);

	json_object_put(json);
	return r;
}

/* Reads up to size bytes. Returns how many, or -1 with errno. */
static ssize_t read_all(int fd, char *data, size_t size)
{
	size_t len = 0;

	while (len < size) {
		ssize_t n = read(fd, data + len, size - len);
		if (n == 0)
			break;
		if (n > 0)
			len += (size_t)n;
		else if (errno != EINTR)
			return -1;
	}
	return (ssize_t)len;
}

int file_load(const struct say *say, const char *path, uint32_t flags, char **ret_data,
	      size_t *ret_len)
{
	char *data;
	ssize_t len;
	int fd = -1, r;

	if ((r = say->host->open_file(say->call, path, flags, &fd)) != CCRED_SUCCESS)
		return r;
	if ((data = say->host->secret_alloc(FILE_ROOM)) == NULL)
		r = say_no_memory(say);
	else if ((len = read_all(fd, data, FILE_ROOM)) < 0)
		r = say_error(say, CCRED_UNAVAILABLE, "file_unreadable", NULL,
			      "%.300s: cannot read it: %s", path, strerror(errno));
	else if (len > FILE_MAX)
		r = say_error(say, CCRED_INVALID, "file_too_long", NULL,
			      "%.300s: it is longer than 65536 bytes: is it the right file?", path);
	else
		*ret_len = (size_t)len;
	close(fd);
	if (r == CCRED_SUCCESS)
		*ret_data = data;
	else
		say->host->secret_free(data, FILE_ROOM);
	return r;
}

int file_read(const struct say *say, const char *path, uint32_t flags, const char *format)
{
	char *data = NULL;
	size_t len = 0;
	int r = file_load(say, path, flags, &data, &len);

	if (r != CCRED_SUCCESS)
		return r;
	r = file_take(say, path, data, len, format, NULL);
	say->host->secret_free(data, FILE_ROOM);
	return r;
}
