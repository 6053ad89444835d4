/* The text of an entry: the secret in its first line, then lines of "key: value". */
#include "pass.h"

#include <string.h>
#include <strings.h>

static int is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The next line from *at on, without its newline. Returns 0 at the end. */
static int next_line(const char *data, size_t len, size_t *at, struct pass_item *ret_line)
{
	const char *newline;

	if (*at >= len)
		return 0;
	newline = memchr(data + *at, '\n', len - *at);
	*ret_line = (struct pass_item){ data + *at, newline != NULL ? (size_t)(newline - data) - *at
								    : len - *at };
	*at += ret_line->len + 1;
	return 1;
}

/* Nonzero if the line is KEY: VALUE, in any case and with blanks around the value. */
static int has_key(const struct pass_item *line, const char *key, struct pass_item *ret_value)
{
	size_t n = strlen(key);
	struct pass_item v;

	if (line->len <= n || strncasecmp(line->data, key, n) != 0 || line->data[n] != ':')
		return 0;
	v = (struct pass_item){ line->data + n + 1, line->len - n - 1 };
	while (v.len > 0 && is_blank(v.data[0])) {
		v.data++;
		v.len--;
	}
	while (v.len > 0 && (is_blank(v.data[v.len - 1]) || v.data[v.len - 1] == '\r'))
		v.len--;
	*ret_value = v;
	return 1;
}

const char *pass_entry_parse(const char *data, size_t len, struct pass_entry *ret_entry)
{
	static const char *const logins[] = { "login", "username", "user" };
	struct pass_entry e = { 0 };
	struct pass_item line, value, login = { 0 };
	size_t at = 0;

	if (!next_line(data, len, &at, &e.secret) || e.secret.len == 0)
		return "its first line is empty: the secret belongs there";
	while (next_line(data, len, &at, &line)) {
		if (has_key(&line, "client_id", &value)) {
			if (e.id.data != NULL)
				return "it has two client_id: lines";
			e.id = value;
		} else if (has_key(&line, "origin", &value)) {
			if (e.origin.data != NULL)
				return "it has two origin: lines";
			e.origin = value;
		}
		for (size_t i = 0; i < sizeof(logins) / sizeof(logins[0]); i++)
			if (login.data == NULL && has_key(&line, logins[i], &value))
				login = value;
	}
	if (e.id.data == NULL)
		e.id = login;
	*ret_entry = e;
	return NULL;
}

/* Appends prefix, the bytes and a newline; without room it only counts. */
static void put(char *out, size_t *len, const char *prefix, const struct pass_item *item)
{
	size_t n = strlen(prefix);

	if (out != NULL) {
		memcpy(out + *len, prefix, n);
		memcpy(out + *len + n, item->data, item->len);
		out[*len + n + item->len] = '\n';
	}
	*len += n + item->len + 1;
}

size_t pass_entry_write(const struct pass_entry *entry, const char *old, size_t old_len, char *out)
{
	struct pass_item line, value;
	size_t len = 0, at = 0;

	put(out, &len, "", &entry->secret);
	put(out, &len, "client_id: ", &entry->id);
	if (entry->origin.data != NULL)
		put(out, &len, "origin: ", &entry->origin);
	(void)next_line(old, old_len, &at, &line);
	while (next_line(old, old_len, &at, &line))
		if (!has_key(&line, "client_id", &value) && !has_key(&line, "origin", &value))
			put(out, &len, "", &line);
	return len;
}
