/* The status for programs: one JSON document, a list with an object for each row. */
#include "base/json_out.h"
#include "cli/status.h"

/* line: NULL for none. */
static void put_source(const struct status_row *row, const char *key, const struct line *line,
		       const char *said, struct buf *b)
{
	struct buf where = BUF_INIT, place = BUF_INIT;

	if (line == NULL) {
		json_text(b, key, NULL);
		return;
	}
	buf_printf(&where, "%s:%u", line->source->file, line->source->line);
	bind_location(line, !row->any_tenant, &place);
	json_begin(b, key, '{');
	json_text(b, "where", buf_str(&where));
	json_text(b, "plugin", line->source->plugin);
	/* What the plugin said is more exact than what the arguments say. */
	json_text(b, "text", said != NULL ? said : place.len > 0 ? buf_str(&place) : NULL);
	buf_putc(b, '}');
	b->failed |= buf_error(&where) || buf_error(&place);
	buf_free(&where);
	buf_free(&place);
}

static void put_number(struct buf *b, const char *key, bool known, int64_t value)
{
	if (known)
		json_number(b, key, value);
	else
		json_text(b, key, NULL);
}

static void put_row(const struct status_row *row, struct buf *b)
{
	const struct profile *p = row->profile;
	size_t tried = row->bound != NULL && !status_has_token(row) ? row->bound->nlines : 0;

	json_begin(b, NULL, '{');
	json_text(b, "profile", p->name);
	json_text(b, "file", p->file);
	json_number(b, "line", p->line);
	json_begin(b, "targets", '[');
	for (size_t i = 0; i < p->ntargets; i++)
		json_text(b, NULL, p->targets[i]);
	buf_putc(b, ']');
	json_text(b, "tenant", p->tenant);
	json_boolean(b, "any_tenant", row->any_tenant);
	json_text(b, "state", status_word(row));
	put_number(b, "left_s", status_has_token(row), row->left_s);
	put_number(b, "expires", row->expires_s != 0, row->expires_s);
	put_source(row, "source", row->source, row->said, b);
	json_begin(b, "would_try", '[');
	for (size_t i = 0; i < tried; i++)
		put_source(row, NULL, &row->bound->lines[i], NULL, b);
	buf_putc(b, ']');
	if (row->failed) {
		json_begin(b, "last_error", '{');
		json_err(b, &row->failure.err);
		json_number(b, "age_s", row->failure.age_s);
		json_boolean(b, "counts", row->failure.left_s > 0);
		buf_putc(b, '}');
	} else {
		json_text(b, "last_error", NULL);
	}
	if (row->refused.code != 0) {
		json_begin(b, "refused", '{');
		json_err(b, &row->refused);
		buf_putc(b, '}');
	} else {
		json_text(b, "refused", NULL);
	}
	buf_putc(b, '}');
}

void status_json(const struct status *status, struct buf *b)
{
	json_begin(b, NULL, '[');
	for (size_t i = 0; i < status->n; i++)
		put_row(&status->rows[i], b);
	buf_puts(b, "]\n");
}
