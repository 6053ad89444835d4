/* Questions to the configuration as text. */
#include "query.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "config/config.h"

static void no_hook(bool begins)
{
	(void)begins;
}

void (*query_hook)(bool begins) = no_hook;

static int print_env(const struct source *src, const char *name, void *arg)
{
	fprintf(arg, "env %s (line %u)\n", name, src->line);
	return 0;
}

static int print_item(const struct config_item *item, void *arg)
{
	FILE *out = arg;

	if (out == NULL)
		return 0;
	fprintf(out, "item %s %s:%u", item->name, item->file, item->line);
	for (size_t i = 0; i < item->ntargets; i++)
		fprintf(out, " %s", item->targets[i]);
	fprintf(out, "%s%s\n", item->error != NULL ? "\n  error: " : "",
		item->error != NULL ? item->error : "");
	return 0;
}

static void print_err(FILE *out, const struct err *err)
{
	fprintf(out, "%s\n", err->text);
	if (err->hint[0] != '\0')
		fprintf(out, "hint: %s\n", err->hint);
}

static void print_profile(FILE *out, const struct profile *p)
{
	struct buf b = BUF_INIT;

	profile_describe(p, &b);
	fprintf(out, "%s%s", buf_str(&b), buf_error(&b) ? "FAILED\n" : "");
	if (p->cache_dir != NULL)
		fprintf(out, "cache-dir %s\n", p->cache_dir);
	profile_env(p, print_env, out);
	buf_free(&b);
}

static int find(const struct config_query *query, FILE *out)
{
	static const char *const matches[] = { "found", "not ours: ", "ambiguous: " };
	enum config_match match;
	struct profile *p = NULL;
	struct err err = { 0 };
	query_hook(true);
	int r = config_find(query, &match, &p, &err);
	query_hook(false);

	if (out != NULL && r != 0) {
		fprintf(out, "%d ", r);
		print_err(out, &err);
	} else if (out != NULL) {
		fprintf(out, "%d %s", r, matches[match]);
		print_err(out, &err);
	}
	if (out != NULL && p != NULL)
		print_profile(out, p);
	profile_free(&p);
	return r;
}

int query_run(const char *text, FILE *out)
{
	struct config_query q = { 0 };
	const struct {
		const char *key;
		const char **value;
	} keys[] = {
		{ "name=", &q.name },         { "tenant=", &q.tenant }, { "url=", &q.url },
		{ "protocol=", &q.protocol }, { "host=", &q.host },     { "path=", &q.path },
	};
	char *copy = strdup(text);
	char *save = NULL;
	struct err err = { 0 };
	int r;

	if (copy == NULL)
		abort();
	if (out != NULL)
		fprintf(out, "== %s\n", text);
	if (strcmp(text, "each") == 0) {
		query_hook(true);
		r = config_each(print_item, out, &err);
		query_hook(false);
		if (out != NULL)
			fprintf(out, "%d %s\n", r, err.text);
		free(copy);
		return r;
	}
	for (char *word = strtok_r(copy, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save))
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			if (strncmp(word, keys[i].key, strlen(keys[i].key)) == 0)
				*keys[i].value = word + strlen(keys[i].key);
	r = find(&q, out);
	free(copy);
	return r;
}

int query_file(const char *file, FILE *out, void (*fn)(const char *query, int code))
{
	FILE *f = fopen(file, "r");
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;
	size_t n = 0;

	if (f == NULL)
		return -1;
	while ((len = getline(&line, &cap, f)) > 0) {
		if (strncmp(line, "# query: ", 9) != 0)
			continue;
		line[strcspn(line, "\r\n")] = '\0';
		int r = query_run(line + 9, out);
		if (fn != NULL)
			fn(line + 9, r);
		n++;
	}
	free(line);
	fclose(f);
	return n > 0 ? 0 : -1;
}
