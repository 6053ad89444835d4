/* Expanding {profile}, {tenant} and ~. */
#include "config/expand.h"

#include <ctype.h>

#include "base/fs.h"

/* The length of "{word}" at text, the word of letters, '-' and '_'; 0: there is none. */
static size_t braced(const char *text)
{
	size_t n = 1 + strspn(text + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-");

	return n > 1 && text[n] == '}' ? n + 1 : 0;
}

static void put(struct buf *b, const struct expand *e, const char *value)
{
	for (; *value != '\0'; value++) {
		char c = *value;
		if (e->as_variable)
			c = c == '-' || c == '.' ? '_' : (char)toupper((unsigned char)c);
		buf_putc(b, c);
	}
}

int expand_text(const struct expand *e, const char *text, const struct location *at,
		char **ret_text, bool *ret_tenant, struct err *err)
{
	static const char *const words[] = { "{profile}", "{tenant}", NULL };
	struct buf b = BUF_INIT;
	char word[32];
	int r = 0;

	for (size_t n; r == 0 && *text != '\0'; text += n) {
		if (text[0] == '{' && text[1] == '{' && (n = braced(text + 1)) > 0) {
			buf_put(&b, ++text, n);
		} else if (*text != '{' || (n = braced(text)) == 0) {
			n = 1 + strcspn(text + 1, "{");
			buf_put(&b, text, n);
		} else if (strncmp(text, words[0], n) == 0) {
			put(&b, e, e->profile);
		} else if (strncmp(text, words[1], n) != 0) {
			(void)snprintf(word, sizeof(word), "%.*s", n > 31 ? 31 : (int)n, text);
			r = location_unknown(err, at, "expansion", word, words);
		} else {
			if (e->tenant != NULL)
				put(&b, e, e->tenant);
			else
				buf_puts(&b, words[1]);
			if (ret_tenant != NULL)
				*ret_tenant = true;
		}
	}
	if (buf_error(&b) || (r == 0 && (*ret_text = strdup(buf_str(&b))) == NULL))
		r = err_nomem(err);
	buf_free(&b);
	return r;
}

void expand_put_literal(struct buf *b, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '{' && braced(text) > 0)
			buf_putc(b, '{');
		buf_putc(b, *text);
	}
}

int expand_home(const char *text, const struct location *at, char **ret_text, struct err *err)
{
	const char *home = "";
	char *path;

	if (text[0] == '~' && (text[1] == '/' || text[1] == '\0')) {
		int r = fs_user_dir("HOME", &home, err);
		if (r != 0) {
			err_place(err, at->file, at->line, at->column);
			return r;
		}
		if (home == NULL)
			return location_fault(
				err, REASON_CONFIG_HOME, at,
				"~ stands for HOME, which is unset or not a directory of "
				"yours: write the path in full");
		text++;
	}
	if (asprintf(&path, "%s%s", home, text) < 0)
		return err_nomem(err);
	*ret_text = path;
	return 0;
}

int expand_path(const char *text, const char *key, const struct location *at, char **ret_path,
		struct err *err)
{
	char *path = NULL;
	int r = expand_home(text, at, &path, err);

	if (path != NULL && path[0] != '/') {
		free(path);
		return location_fault(err, REASON_CONFIG_BAD_VALUE, at,
				      "%s must be an absolute path, or start with ~/", key);
	}
	if (r == 0)
		*ret_path = path;
	return r;
}
