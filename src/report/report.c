/* Reading an explanation of ccred-acquire. */
#include "base/banned.h"
#include "report/report.h"
#include "base/err_kv.h"

/* A new element behind the others. Its address holds until the next one. */
static void *grow(void **list, size_t *n, size_t size)
{
	char *more = reallocarray(*list, *n + 1, size);

	if (more == NULL)
		return NULL;
	*list = more;
	memset(more + *n * size, 0, size);
	return more + (*n)++ * size;
}

static int64_t number(const char *text)
{
	return (int64_t)strtoll(text, NULL, 10);
}

static void take_attempt(struct report_attempt *a, const char *key, const char *value)
{
	if (strcmp(key, "outcome") == 0)
		a->outcome = value;
	else if (strcmp(key, "used") == 0)
		a->used = true;
	else if (strcmp(key, "kept") == 0)
		a->kept = true;
	else if (strcmp(key, "http") == 0)
		a->http = number(value);
	else if (strcmp(key, "took") == 0)
		a->took_ms = number(value);
}

static void take_line(struct report_line *l, const char *key, const char *value)
{
	if (strcmp(key, "depth") == 0)
		l->depth = (unsigned)number(value);
	else if (strcmp(key, "control") == 0)
		l->control = value;
	else if (strcmp(key, "plugin") == 0)
		l->plugin = value;
	else if (strcmp(key, "stack") == 0)
		l->stack = value;
	else if (strcmp(key, "result") == 0)
		l->result = value;
	else if (strcmp(key, "said") == 0)
		l->said = value;
	else if (strcmp(key, "fix") == 0)
		l->fix = value;
	else if (strcmp(key, "took") == 0)
		l->took_ms = number(value);
	else if (strcmp(key, "sets_id") == 0)
		l->sets_id = true;
	else if (strcmp(key, "sets_secret") == 0)
		l->sets_secret = true;
	else if (strcmp(key, "taken") == 0)
		l->taken = true;
	else if (strcmp(key, "decides") == 0)
		l->decides = true;
	else if (strcmp(key, "beyond") == 0)
		l->beyond = true;
}

/* Lines are about the attempt= or source= before them; those with a name of their own are not. */
static int take_groups(struct report *r)
{
	struct report_attempt *attempt = NULL;
	struct report_line *line = NULL;

	for (size_t i = 0; i < r->kv.n; i++) {
		const char *key = r->kv.lines[i].key, *value = r->kv.lines[i].value;
		if (strcmp(key, "attempt") == 0) {
			attempt = grow((void **)&r->attempts, &r->nattempts, sizeof(*attempt));
			if (attempt == NULL)
				return -1;
			attempt->url = value;
		} else if (strcmp(key, "source") == 0) {
			line = grow((void **)&r->lines, &r->nlines, sizeof(*line));
			if (line == NULL)
				return -1;
			line->where = value;
		} else if (line != NULL) {
			take_line(line, key, value);
		} else if (attempt != NULL) {
			take_attempt(attempt, key, value);
		}
	}
	return 0;
}

static void take_singles(struct report *r)
{
	r->endpoint = kv_get(&r->kv, "endpoint");
	r->document = kv_get(&r->kv, "document");
	r->auth = kv_get(&r->kv, "auth");
	r->methods = kv_get(&r->kv, "methods");
	r->grant = kv_get(&r->kv, "grant");
	r->scopes = kv_get(&r->kv, "scopes");
	r->verdict = kv_get(&r->kv, "verdict");
	r->id = kv_get(&r->kv, "id");
	r->id_from = kv_get(&r->kv, "id_from");
	r->secret_from = kv_get(&r->kv, "secret_from");
}

int report_read(struct buf *text, struct report *r, struct err *err)
{
	if (kv_parse(text, &r->kv, NULL) != 0 || kv_get(&r->kv, "status") == NULL)
		return err_set(err, EXIT_SOFTWARE, "ccred-acquire ended without an answer");
	/* The error is written as it is, and all else escaped (acquire/wire.h). */
	r->code = (int)kv_get_int(&r->kv, "status", EXIT_SOFTWARE);
	if (r->code != 0)
		err_kv_get(&r->kv, r->code, &r->err);
	if (r->code != 0 && r->err.text[0] == '\0')
		err_set(&r->err, r->code, "ccred-acquire failed without a reason");
	for (size_t i = 0; i < r->kv.n; i++)
		if (kv_unescape((char *)(uintptr_t)r->kv.lines[i].value) < 0)
			*(char *)(uintptr_t)r->kv.lines[i].value = '\0';
	take_singles(r);
	return take_groups(r) != 0 ? err_nomem(err) : 0;
}

void report_clear(struct report *r)
{
	kv_free(&r->kv);
	free(r->attempts);
	free(r->lines);
	*r = (struct report){ 0 };
}
