/* The file plugin's editing: a secret is put into the text of a file, or taken out of it, and all
 * else stays. */
#include "file.h"
#include "lib/json_strict.h"

#include <json-c/json.h>

static const char secret_name[] = "client_secret";

static void put(struct file_text *t, const char *data, size_t len)
{
	if (t->len + len <= FILE_MAX)
		memcpy(t->data + t->len, data, len);
	t->len += len;
}

static void put_text(struct file_text *t, const char *text)
{
	put(t, text, strlen(text));
}

static void put_line(struct file_text *t, const char *name, struct piece value)
{
	put_text(t, name);
	put_text(t, "=");
	put(t, value.data, value.len);
	put_text(t, "\n");
}

/* No item has control bytes. */
static void put_json(struct file_text *t, struct piece value)
{
	put_text(t, "\"");
	for (size_t i = 0; i < value.len; i++) {
		if (value.data[i] == '"' || value.data[i] == '\\')
			put_text(t, "\\");
		put(t, value.data + i, 1);
	}
	put_text(t, "\"");
}

static void put_member(struct file_text *t, const char *name, struct piece value)
{
	put_text(t, "\"");
	put_text(t, name);
	put_text(t, "\": ");
	put_json(t, value);
}

/* Where a member of the outermost object stands: its name's quote, its value, and the end of that. */
struct member {
	size_t begin, value, end;
};

static size_t skip_blanks(struct piece text, size_t i)
{
	while (i < text.len && strchr(" \t\r\n", text.data[i]) != NULL)
		i++;
	return i;
}

/* Behind the string that begins at i. */
static size_t skip_string(struct piece text, size_t i)
{
	for (i++; i < text.len && text.data[i] != '"'; i++)
		i += text.data[i] == '\\';
	return i + 1;
}

/* The member of that name, whose value is a string, in what json_strict_read has taken. Returns 0 if
 * it is not there, or written with escapes. */
static int find_member(struct piece text, const char *name, struct member *ret_member)
{
	size_t depth = 0, len = strlen(name);

	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '{' || text.data[i] == '[')
			depth++;
		else if (text.data[i] == '}' || text.data[i] == ']')
			depth--;
		if (text.data[i] != '"')
			continue;
		size_t end = skip_string(text, i), colon = skip_blanks(text, end);
		if (depth == 1 && colon < text.len && text.data[colon] == ':' &&
		    end - i == len + 2 && memcmp(text.data + i + 1, name, len) == 0) {
			size_t value = skip_blanks(text, colon + 1);
			*ret_member = (struct member){ i, value, skip_string(text, value) };
			return 1;
		}
		i = end - 1;
	}
	return 0;
}

static const char escaped_name[] = "it writes the name client_secret with escapes";

static const char *json_with(struct piece old, struct piece was, struct piece secret,
			     struct file_text *new)
{
	struct member m;
	size_t begin = (size_t)((const char *)memchr(old.data, '{', old.len) + 1 - old.data);

	if (was.data == NULL) {
		put(new, old.data, begin);
		put_member(new, secret_name, secret);
		if (old.data[skip_blanks(old, begin)] != '}')
			put_text(new, ", ");
		put(new, old.data + begin, old.len - begin);
		return NULL;
	}
	if (!find_member(old, secret_name, &m))
		return escaped_name;
	put(new, old.data, m.value);
	put_json(new, secret);
	put(new, old.data + m.end, old.len - m.end);
	return NULL;
}

static void lines_with(struct piece old, struct piece was, struct piece secret,
		       struct file_text *new)
{
	size_t at = was.data != NULL ? (size_t)(was.data - old.data) : old.len;

	/* An empty line may stand at the end alone. */
	while (was.data == NULL && at > 1 && old.data[at - 1] == '\n' && old.data[at - 2] == '\n')
		at--;
	put(new, old.data, at);
	if (was.data != NULL) {
		put(new, secret.data, secret.len);
		put(new, was.data + was.len, old.len - at - was.len);
		return;
	}
	if (old.data[at - 1] != '\n')
		put_text(new, "\n");
	put_line(new, secret_name, secret);
}

static void make(const char *format, struct piece id, struct piece secret, struct file_text *new)
{
	if (strcmp(format, "json") == 0) {
		put_text(new, "{");
		put_member(new, "client_id", id);
		put_text(new, ", ");
		put_member(new, secret_name, secret);
		put_text(new, "}\n");
	} else if (strcmp(format, "lines") == 0) {
		put_line(new, "client_id", id);
		put_line(new, secret_name, secret);
	} else {
		put(new, secret.data, secret.len);
		put_text(new, "\n");
	}
}

static int same(struct piece a, struct piece b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

/* Whether get finds the secret in it: a bare one may begin as JSON or lines do. */
static int gives(const struct file_text *text, const char *format, struct piece secret)
{
	struct piece items[FILE_ITEMS] = { 0 };
	struct json_object *json = NULL;
	int good = file_parse(text->data, text->len, format, items, &json) == NULL &&
		   same(items[FILE_SECRET], secret);

	json_object_put(json);
	return good;
}

/* Nothing is in it but one line, which is no item of a name: a secret that was pasted with something
 * too much. */
int file_is_replaceable(struct piece old, const char *format)
{
	const char *lf = memchr(old.data, '\n', old.len);
	size_t from = lf != NULL ? (size_t)(lf - old.data) : old.len;

	if (strcmp(file_format(old.data, old.len, format), "secret") != 0)
		return old.len == 0 || (old.len == 1 && lf != NULL);
	while (from < old.len && (old.data[from] == '\n' || old.data[from] == '\r'))
		from++;
	return from == old.len && memchr(old.data, '{', old.len) == NULL &&
	       memmem(old.data, old.len, "client_", 7) == NULL;
}

const char *file_with_secret(struct piece old, const char *format, struct piece id,
			     struct piece secret, struct file_text *new)
{
	struct piece items[FILE_ITEMS] = { 0 };
	struct json_object *json = NULL;
	const char *why = NULL, *is = file_format(old.data, old.len, format);
	int bare = strcmp(is, "secret") == 0;

	if (old.len == 0 || (old.len == 1 && old.data[0] == '\n')) {
		make(format != NULL ? format : "lines", id, secret, new);
		return NULL;
	}
	why = file_parse(old.data, old.len, format, items, &json);
	if (why != NULL && bare && file_is_replaceable(old, format))
		why = NULL;
	if (why == NULL && items[FILE_ID].data != NULL && !same(items[FILE_ID], id))
		why = "it is of another client id: correct that, or remove the file";
	if (why == NULL && strcmp(is, "json") == 0) {
		why = json_with(old, items[FILE_SECRET], secret, new);
	} else if (why == NULL && !bare) {
		lines_with(old, items[FILE_SECRET], secret, new);
	} else if (why == NULL) {
		put(new, secret.data, secret.len);
		if (old.data[old.len - 1] == '\n')
			put_text(new, "\n");
	}
	json_object_put(json);
	if (why == NULL && new->len <= FILE_MAX && !gives(new, format, secret))
		why = "the new secret begins as another format does: add format=secret to the "
		      "source line";
	return why;
}

/* Takes the member out, with the comma that parts it from its neighbour. */
static void cut_member(struct piece old, const struct member *m, struct file_text *new)
{
	size_t begin = m->begin, end = skip_blanks(old, m->end);

	if (old.data[end] == ',') {
		end = skip_blanks(old, end + 1);
	} else {
		end = m->end;
		while (begin > 0 && strchr(" \t\r\n", old.data[begin - 1]) != NULL)
			begin--;
		begin -= old.data[begin - 1] == ',';
	}
	put(new, old.data, begin);
	put(new, old.data + end, old.len - end);
}

const char *file_without_secret(struct piece old, const char *format, const char *id,
				struct file_text *new, int *ret_found)
{
	struct piece items[FILE_ITEMS] = { 0 }, of = { id, id != NULL ? strlen(id) : 0 };
	struct json_object *json = NULL;
	struct member m;
	const char *why = file_parse(old.data, old.len, format, items, &json);

	*ret_found = items[FILE_SECRET].data != NULL &&
		     (id == NULL || items[FILE_ID].data == NULL || same(items[FILE_ID], of));
	if (why == NULL && *ret_found && json != NULL &&
	    json_object_object_length(json) > 1 + (items[FILE_ID].data != NULL)) {
		if (find_member(old, secret_name, &m))
			cut_member(old, &m, new);
		else
			why = escaped_name;
	}
	json_object_put(json);
	return why;
}
