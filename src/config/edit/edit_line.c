/* Editing the configuration: which lines may stand in a profile. */
#include "config/edit/edit.h"
#include "config/resolve.h"

int edit_check_line(const struct lex *lex, bool http, bool *ret_tenant, struct err *err)
{
	struct key_line line = key_line_of(lex);
	struct resolve r = { .expand = { .profile = "profile", .tenant = CONFIG_ANY_TENANT } };
	int ret;

	if (line.key == NULL) {
		(void)location_unknown(err, line.at, "key", lex->words[0].text, key_names(false));
		return err_rename(err, REASON_CONFIG_UNKNOWN_KEY);
	}
	if ((r.profile = calloc(1, sizeof(*r.profile))) == NULL)
		return err_nomem(err);
	r.profile->allow_http_loopback = http;
	if ((ret = setting_apply(&r, &line, err)) == 0)
		*ret_tenant = r.uses_tenant;
	profile_free(&r.profile);
	return ret;
}

/* Reads what was written. The place of an error is taken off: the line stands nowhere yet. */
static int check_written(const struct buf *b, size_t begin, bool http, bool *ret_tenant,
			 struct err *err)
{
	struct location at = { .file = "" };
	char *line = strndup(b->data + begin, b->len - begin - 1);
	struct lex lex = { 0 };
	int r;

	if (line == NULL)
		return err_nomem(err);
	if ((r = lex_split(&lex, line, strlen(line), &at, err)) == 0)
		r = edit_check_line(&lex, http, ret_tenant, err);
	if (r != 0)
		err_place(err, "", 0, 0);
	lex_free(&lex);
	free(line);
	return r;
}

int edit_put_value(struct buf *b, const char *key, const char *value, bool http, bool *ret_tenant,
		   struct err *err)
{
	bool many = strcmp(key, "scope") == 0;
	size_t begin = b->len, n = 0, len = strlen(value);
	const char **words = calloc(len / 2 + 2, sizeof(*words));
	char *copy = strdup(value);
	int r = 0;

	if (words == NULL || copy == NULL) {
		r = err_nomem(err);
		goto out;
	}
	if (!many)
		words[n++] = copy;
	for (char *rest = copy, *word; many && (word = strsep(&rest, " \t")) != NULL;)
		if (*word != '\0')
			words[n++] = word;
	edit_put_line(b, key, words, n);
	if (buf_error(b))
		r = err_nomem(err);
	else if ((r = check_written(b, begin, http, ret_tenant, err)) != 0) {
		/* As it was. */
		b->len = begin;
		b->data[begin] = '\0';
	}
out:
	free(copy);
	free(words);
	return r;
}
