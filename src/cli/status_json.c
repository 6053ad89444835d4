/* The status for programs: one JSON document, a list with an object for each row. */
#include "base/banned.h"
#include "base/json_out.h"
#include "cli/status_words.h"

static void put_source(const struct status_row *row, const struct line *line, const char *said,
		       struct buf *b)
{
	struct buf where = BUF_INIT, place = BUF_INIT;

	buf_printf(&where, "%s:%u", line->source->file, line->source->line);
	bind_location(line, !row->any_tenant, &place);
	json_text(b, "where", buf_str(&where));
	json_text(b, "plugin", line->source->plugin);
	/* What the plugin said is more exact than what the arguments say. */
	json_text(b, "text", said != NULL ? said : place.len > 0 ? buf_str(&place) : NULL);
	words_free(&where, b);
	words_free(&place, b);
}

static void put_sources(const struct status_row *row, struct buf *b)
{
	if (row->source != NULL) {
		json_begin(b, "source", '{');
		put_source(row, row->source, row->said, b);
		buf_putc(b, '}');
	} else {
		json_text(b, "source", NULL);
	}
	json_begin(b, "would_try", '[');
	for (size_t i = 0; row->bound != NULL && !status_has_token(row) && i < row->bound->nlines;
	     i++) {
		json_begin(b, NULL, '{');
		put_source(row, &row->bound->lines[i], NULL, b);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
}

static void put_error(const struct status_row *row, struct buf *b)
{
	if (row->failure == NULL) {
		json_text(b, "last_error", NULL);
		return;
	}
	json_begin(b, "last_error", '{');
	json_err(b, &row->failure->err);
	json_number(b, "age_s", row->failure->age_s);
	json_boolean(b, "counts", row->failure->left_s > 0);
	buf_putc(b, '}');
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
	put_sources(row, b);
	put_error(row, b);
	if (row->refused != NULL) {
		json_begin(b, "refused", '{');
		json_err(b, row->refused);
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
