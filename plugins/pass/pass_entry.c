/* The text of an entry: the secret in its first line, then lines of "key: value". */
#include "pass.h"

#include <strings.h>

/* Takes the next line, without its newline. Returns 0 at the end. */
static int next_line(struct piece *text, struct piece *ret_line)
{
	const char *newline;
	size_t n;

	if (text->len == 0)
		return 0;
	newline = memchr(text->data, '\n', text->len);
	n = newline != NULL ? (size_t)(newline - text->data) : text->len;
	*ret_line = (struct piece){ text->data, n };
	n += newline != NULL;
	*text = (struct piece){ text->data + n, text->len - n };
	return 1;
}

/* Nonzero if the line is KEY: VALUE, in any case and with blanks around the value. */
static int has_key(const struct piece *line, const char *key, struct piece *ret_value)
{
	size_t n = strlen(key);
	struct piece v;

	if (line->len <= n || strncasecmp(line->data, key, n) != 0 || line->data[n] != ':')
		return 0;
	v = (struct piece){ line->data + n + 1, line->len - n - 1 };
	for (; v.len > 0 && memchr(" \t", v.data[0], 2) != NULL; v.len--)
		v.data++;
	while (v.len > 0 && memchr(" \t\r", v.data[v.len - 1], 3) != NULL)
		v.len--;
	*ret_value = v;
	return 1;
}

const char *pass_entry_parse(struct piece text, struct pass_entry *ret_entry)
{
	struct pass_entry e = { .text = text };
	struct piece line, value, login = { 0 };

	if (!next_line(&text, &e.secret) || e.secret.len == 0)
		return "its first line is empty: the secret belongs there";
	while (next_line(&text, &line)) {
		if (has_key(&line, "client_id", &value)) {
			if (e.id.data != NULL)
				return "it has two client_id: lines";
			e.id = value;
		} else if (has_key(&line, "origin", &value)) {
			if (e.origin.data != NULL)
				return "it has two origin: lines";
			e.origin = value;
		} else if (login.data == NULL &&
			   (has_key(&line, "login", &value) || has_key(&line, "username", &value) ||
			    has_key(&line, "user", &value))) {
			login = value;
		}
	}
	if (e.id.data == NULL)
		e.id = login;
	*ret_entry = e;
	return NULL;
}

/* Adds prefix, the bytes and a newline. Returns the new length, or more than PASS_MAX_OUTPUT
 * without room. */
static size_t put(char *out, size_t len, const char *prefix, struct piece item)
{
	size_t n = strlen(prefix);

	if (len + n + item.len + 1 > PASS_MAX_OUTPUT)
		return PASS_MAX_OUTPUT + 1;
	memcpy(out + len, prefix, n);
	memcpy(out + len + n, item.data, item.len);
	len += n + item.len;
	out[len] = '\n';
	return len + 1;
}

size_t pass_entry_write(const struct pass_entry *entry, struct piece old, char out[PASS_MAX_OUTPUT])
{
	struct piece line, value;
	size_t len = put(out, 0, "", entry->secret);

	len = put(out, len, "client_id: ", entry->id);
	if (entry->origin.data != NULL)
		len = put(out, len, "origin: ", entry->origin);
	(void)next_line(&old, &line);
	while (next_line(&old, &line))
		if (!has_key(&line, "client_id", &value) && !has_key(&line, "origin", &value))
			len = put(out, len, "", line);
	return len;
}
