/* What changing the user's configuration needs to know of it. */
#include "base/banned.h"
#include "config/edit/edit.h"

#include "config/config.h"
#include "config/keys.h"
#include "config/resolve.h"
#include "config/scan.h"
#include "config/edit/write.h"

struct search {
	const char *name;
	struct change_place *place;
};

/* A scan_fn. */
static int on_profile(struct scope *scope, struct block *block, void *arg, struct err *err)
{
	struct search *s = arg;

	(void)scope;
	if (s->place->file != NULL || strcmp(block->name, s->name) != 0)
		return 0;
	s->place->first = block->line;
	s->place->last = block->last;
	s->place->included = block->file_number != 1;
	s->place->file = strdup(block->file);
	return s->place->file != NULL ? 0 : err_nomem(err);
}

int change_locate(const char *file, const char *profile, struct change_place *ret_place,
		  struct err *err)
{
	struct change_place place = { 0 };
	struct search s = { profile, &place };
	struct config config;
	int r = config_open(&config, file, err);

	if (r == 0)
		r = scan_scope(&config.scopes[0], on_profile, &s, err);
	config_clear(&config);
	if (r == 0)
		*ret_place = place;
	else
		free(place.file);
	return r;
}

int change_check_line(const struct lex *lex, const struct location *at, bool http, bool *ret_tenant,
		      struct err *err)
{
	struct key_line line = {
		.key = key_find(lex->words[0].text),
		.at = *at,
		.values = lex->words + 1,
		.n = lex->n - 1,
	};
	struct resolve r = { .expand = { .profile = "profile", .tenant = CONFIG_ANY_TENANT } };
	int ret;

	if (line.key == NULL)
		return location_unknown(err, at, "key", lex->words[0].text, key_names(false));
	if ((r.profile = calloc(1, sizeof(*r.profile))) == NULL)
		return err_nomem(err);
	r.profile->allow_http_loopback = http;
	if ((ret = line.key->set(&r, &line, err)) == 0)
		*ret_tenant = r.uses_tenant;
	profile_free(&r.profile);
	return ret;
}

/* Reads what was written, and takes the place of an error off again. */
static int check_written(const struct buf *b, size_t begin, bool http, bool *ret_tenant,
			 struct err *err)
{
	struct location at = { .file = "answer", .line = 1, .column = 1 };
	char *line = strndup(b->data + begin, b->len - begin - 1);
	struct lex lex = { 0 };
	struct err why = { 0 };
	int r;

	if (line == NULL)
		return err_nomem(err);
	if ((r = lex_split(&lex, line, strlen(line), &at, &why)) == 0)
		r = change_check_line(&lex, &at, http, ret_tenant, &why);
	if (r == EXIT_CONFIG) {
		const char *text = strstr(why.text, ": ");
		(void)err_set(err, r, "%s", text != NULL ? text + 2 : why.text);
	} else if (r != 0) {
		*err = why;
	}
	lex_free(&lex);
	free(line);
	return r;
}

int change_write(struct buf *b, const char *key, const char *value, bool http, bool *ret_tenant,
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
	for (char *p = copy; many && *(p += strspn(p, " \t")) != '\0';) {
		words[n++] = p;
		p += strcspn(p, " \t");
		if (*p != '\0')
			*p++ = '\0';
	}
	write_line(b, key, words, n);
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
