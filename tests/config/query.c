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

/* What the shortest profile of the golden files has: it is left out, so that a file shows its
 * subject. */
static const char *const plain[] = {
	"issuer=https://idp.example.com",
	"origin=https://idp.example.com",
	"discovery=auto",
	"client-auth=auto",
	"basic-encoding=form",
	"source-timeout=5",
	"timeout=30",
	"renew-margin=-1",
	"background=yes",
	"allow-http-loopback=no",
	"username=oauth2",
	"git-auth=auto",
	"on-failure=quit",
	"interactive=no",
};
#define N_PLAIN (sizeof(plain) / sizeof(plain[0]))

static void print_err(FILE *out, const char *before, const struct err *err)
{
	char line[ERR_LINE_MAX];

	fprintf(out, "%s%s %s\n", before, err->reason, err_line(err, line, sizeof(line)));
	if (err->hint[0] != '\0')
		fprintf(out, "hint: %s\n", err->hint);
}

static void print_sources(FILE *out, const struct source *sources, size_t n, int depth)
{
	for (size_t i = 0; i < n; i++) {
		const struct source *src = &sources[i];
		fprintf(out, "%*s%s %s %s%s", 4 * depth, "",
			src->optional_plugin ? "-source" : "source", src->control_text,
			src->stack != NULL ? "@" : "",
			src->stack != NULL ? src->stack : src->plugin);
		for (size_t a = 0; a < src->nargs; a++)
			fprintf(out, " %s=%s", src->args[a].name, src->args[a].value);
		fputc('\n', out);
		print_sources(out, src->inner, src->ninner, depth + 1);
	}
}

static bool is_plain_stack(const struct profile *p)
{
	const struct source *src = p->sources;

	return p->nsources == 1 && src->stack == NULL && strcmp(src->plugin, "keyring") == 0 &&
	       strcmp(src->control_text, "required") == 0 && !src->optional_plugin &&
	       src->nargs == 0;
}

/* Prints a line of the description, unless it is plain; notes in seen which of the plain keys it
 * has. */
static void print_setting(FILE *out, const char *line, bool *seen, bool full)
{
	size_t key = strcspn(line, "=");
	bool is_plain = false;

	for (size_t i = 0; i < N_PLAIN; i++) {
		if (strncmp(plain[i], line, key + 1) != 0)
			continue;
		seen[i] = true;
		is_plain = strcmp(plain[i], line) == 0;
	}
	if (full || !is_plain)
		fprintf(out, "%s\n", line);
}

static void print_profile(FILE *out, const struct profile *p, bool full)
{
	struct buf b = BUF_INIT;
	bool seen[N_PLAIN] = { false };
	char *text, *save = NULL;

	profile_describe(p, &b);
	if (buf_error(&b) || (text = strdup(buf_str(&b))) == NULL)
		abort();
	for (char *line = strtok_r(text, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		if (strncmp(line, "profile=", 8) != 0)
			print_setting(out, line, seen, full);
	}
	for (size_t i = 0; i < N_PLAIN; i++)
		if (!seen[i])
			fprintf(out, "no %.*s\n", (int)strcspn(plain[i], "="), plain[i]);
	if (full || !is_plain_stack(p))
		print_sources(out, p->sources, p->nsources, 0);
	/* These two are no part of the description. */
	if (p->hand_out_min_s > 0)
		fprintf(out, "hand-out-min %u\n", p->hand_out_min_s);
	if (p->cache_dir != NULL)
		fprintf(out, "cache-dir %s\n", p->cache_dir);
	free(text);
	buf_free(&b);
}

static int find(const struct config_query *query, bool full, FILE *out)
{
	static const char *const matches[] = { "", "not ours: ", "ambiguous: " };
	enum config_match match;
	struct profile *p = NULL;
	struct err err = { 0 };
	char code[16];
	query_hook(true);
	int r = config_find(query, &match, &p, &err);
	query_hook(false);

	snprintf(code, sizeof(code), "%d ", r);
	if (out != NULL && p != NULL) {
		fprintf(out, "found %s\n", p->name);
		print_profile(out, p, full);
	} else if (out != NULL) {
		print_err(out, r != 0 ? code : matches[match], &err);
	}
	profile_free(&p);
	return r;
}

static int print_item(const struct config_item *item, void *arg)
{
	FILE *out = arg;

	if (out == NULL)
		return 0;
	fprintf(out, "item %s %s:%u", item->name, item->file, item->line);
	for (size_t i = 0; i < item->ntargets; i++)
		fprintf(out, " %s", item->targets[i]);
	fputc('\n', out);
	if (item->error != NULL)
		print_err(out, "  error: ", item->error);
	return 0;
}

static int each(FILE *out)
{
	struct config *config = NULL;
	struct err err = { 0 };
	char code[16];
	query_hook(true);
	int r = config_read(&config, &err);
	if (r == 0)
		r = config_each(config, print_item, out, &err);
	config_free(&config);
	query_hook(false);

	snprintf(code, sizeof(code), "%d ", r);
	if (out != NULL && err.text[0] != '\0')
		print_err(out, code, &err);
	return r;
}

/* over=PLACE=LINE, with "+" for a blank: a line of an overlay. The word is changed. */
static void add_over(struct overlay *overlay, char *word)
{
	char *equals = strchr(word, '=');

	for (char *p = word; *p != '\0'; p++)
		if (*p == '+')
			*p = ' ';
	if (equals == NULL)
		abort();
	*equals = '\0';
	overlay->lines = reallocarray(overlay->lines, overlay->n + 1, sizeof(*overlay->lines));
	if (overlay->lines == NULL)
		abort();
	overlay->lines[overlay->n++] = (struct overlay_line){ word, equals + 1 };
}

int query_run(const char *text, FILE *out)
{
	struct overlay overlay = { 0 };
	struct config_query q = { 0 };
	const struct {
		const char *key;
		const char **value;
	} keys[] = {
		{ "name=", &q.name },         { "tenant=", &q.tenant }, { "url=", &q.url },
		{ "protocol=", &q.protocol }, { "host=", &q.host },     { "path=", &q.path },
	};
	bool full = false;
	char *copy = strdup(text);
	char *save = NULL;
	int r;

	if (copy == NULL)
		abort();
	if (out != NULL)
		fprintf(out, "== %s\n", text);
	for (char *word = strtok_r(copy, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save)) {
		full = full || strcmp(word, "full") == 0;
		for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
			if (strncmp(word, keys[i].key, strlen(keys[i].key)) == 0)
				*keys[i].value = word + strlen(keys[i].key);
		if (strncmp(word, "over=", 5) == 0)
			add_over(&overlay, word + 5);
	}
	q.overlay = overlay.n > 0 ? &overlay : NULL;
	r = strcmp(text, "each") == 0 ? each(out) : find(&q, full, out);
	free(overlay.lines);
	free(copy);
	return r;
}

int query_file(const char *file, FILE *out, void (*fn)(const char *query, int code))
{
	static const char mark[] = "# query: ";
	FILE *f = fopen(file, "r");
	char *line = NULL;
	size_t cap = 0, n = 0;

	if (f == NULL)
		return -1;
	while (getline(&line, &cap, f) > 0) {
		char *query = line + strlen(mark), *next;
		if (strncmp(line, mark, strlen(mark)) != 0)
			continue;
		line[strcspn(line, "\r\n")] = '\0';
		for (; query != NULL; query = next, n++) {
			if ((next = strstr(query, " | ")) != NULL) {
				*next = '\0';
				next += 3;
			}
			int r = query_run(query, out);
			if (fn != NULL)
				fn(query, r);
		}
	}
	free(line);
	fclose(f);
	return n > 0 ? 0 : -1;
}
