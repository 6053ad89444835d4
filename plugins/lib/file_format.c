/* What a secret file may look like: JSON, key=value lines, or the bare secret. */
#include "file_format.h"
#include "json_strict.h"

#include <json-c/json.h>
#include <string.h>

static const char id_key[] = "client_id", secret_key[] = "client_secret";

/* Copies one item; twice is an error. */
static int keep(const struct ccred_host *host, char **item, size_t *item_len, const char *value,
		size_t len, const char **ret_why)
{
	if (*item != NULL) {
		*ret_why = "client_id or client_secret stands in it twice";
		return -1;
	}
	if ((*item = host->secret_alloc(len + 1)) == NULL) {
		*ret_why = "no memory";
		return -1;
	}
	if (len > 0)
		memcpy(*item, value, len);
	*item_len = len;
	return 0;
}

static int starts(const char *data, size_t len, const char *key)
{
	size_t n = strlen(key);

	return len > n && memcmp(data, key, n) == 0 && data[n] == '=';
}

static int parse_lines(const struct ccred_host *host, const char *data, size_t len,
		       struct file_items *items, const char **ret_why)
{
	while (len > 0) {
		const char *lf = memchr(data, '\n', len);
		size_t line = lf != NULL ? (size_t)(lf - data) : len;
		size_t skip = lf != NULL ? line + 1 : line;
		int r = 0;

		if (starts(data, line, id_key)) {
			size_t n = sizeof(id_key);
			r = keep(host, &items->id, &items->id_len, data + n, line - n, ret_why);
		} else if (starts(data, line, secret_key)) {
			size_t n = sizeof(secret_key);
			r = keep(host, &items->secret, &items->secret_len, data + n, line - n,
				 ret_why);
		} else if (line > 0 || skip < len) {
			*ret_why = "a line is neither client_id= nor client_secret=";
			r = -1;
		}
		if (r != 0)
			return r;
		data += skip;
		len -= skip;
	}
	return 0;
}

static int take_member(const struct ccred_host *host, struct json_object *object, const char *key,
		       char **item, size_t *len, const char **ret_why)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value))
		return 0;
	if (!json_object_is_type(value, json_type_string)) {
		*ret_why = "client_id and client_secret must be JSON strings";
		return -1;
	}
	return keep(host, item, len, json_object_get_string(value),
		    (size_t)json_object_get_string_len(value), ret_why);
}

static int parse_json(const struct ccred_host *host, const char *data, size_t len,
		      struct file_items *items, const char **ret_why)
{
	struct json_object *object;
	int r;

	if (json_strict_read(data, len, &object, ret_why) != 0)
		return -1;
	if ((r = take_member(host, object, id_key, &items->id, &items->id_len, ret_why)) == 0)
		r = take_member(host, object, secret_key, &items->secret, &items->secret_len,
				ret_why);
	json_object_put(object);
	return r;
}

/* What editors of other systems, and one Enter too many, leave behind; NULL: nothing. */
static const char *line_ends(const char *data, size_t len, enum file_format format)
{
	if (memchr(data, '\r', len) != NULL)
		return "it holds CR, as files of Windows do: save it with LF line ends";
	if (format == FILE_FORMAT_SECRET && memchr(data, '\n', len) != NULL)
		return "it has more than one line: leave the secret alone in it";
	return NULL;
}

enum file_format file_format_find(const char *word)
{
	static const char *const formats[] = { "json", "lines", "secret", NULL };

	for (int f = 0; formats[f] != NULL; f++)
		if (strcmp(word, formats[f]) == 0)
			return (enum file_format)f;
	return FILE_FORMAT_AUTO;
}

int file_parse(const struct ccred_host *host, char *data, size_t len, enum file_format format,
	       struct file_items *ret_items, const char **ret_why)
{
	int r;

	/* What an editor or echo puts at the end. */
	if (len > 0 && data[len - 1] == '\n')
		len--;
	data[len] = '\0';
	if (len == 0) {
		*ret_why = "it is empty: write the secret into it";
		return -1;
	}
	if (format == FILE_FORMAT_AUTO)
		format = data[0] == '{' ? FILE_FORMAT_JSON
			 : starts(data, len, id_key) || starts(data, len, secret_key)
				 ? FILE_FORMAT_LINES
				 : FILE_FORMAT_SECRET;
	if (format == FILE_FORMAT_JSON)
		r = parse_json(host, data, len, ret_items, ret_why);
	else if ((*ret_why = line_ends(data, len, format)) != NULL)
		r = -1;
	else if (format == FILE_FORMAT_LINES)
		r = parse_lines(host, data, len, ret_items, ret_why);
	else
		r = keep(host, &ret_items->secret, &ret_items->secret_len, data, len, ret_why);
	if (r == 0 && ret_items->id == NULL && ret_items->secret == NULL) {
		*ret_why = "it has neither client_id nor client_secret";
		r = -1;
	}
	return r;
}

void file_items_clear(const struct ccred_host *host, struct file_items *items)
{
	if (items->id != NULL)
		host->secret_free(items->id, items->id_len + 1);
	if (items->secret != NULL)
		host->secret_free(items->secret, items->secret_len + 1);
	*items = (struct file_items){ 0 };
}
