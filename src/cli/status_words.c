/* The words for one row of ccred status. HOME is "~" in them. */
#include "base/banned.h"
#include "cli/status_words.h"
#include "base/fs.h"
#include "base/text.h"
#include "base/layout.h"

/* The largest text that is shown: a line of the configuration. */
#define SHOWN_MAX 8192
/* An error is cut at this column. The JSON document has all of it. */
#define ERROR_COLUMNS 160

static void put_clean(struct buf *b, const char *text)
{
	char clean[SHOWN_MAX];

	buf_puts(b, text_escape(text, strlen(text), clean, sizeof(clean)));
}

/* Appends a path, with "~" for HOME, or another text. */
static void put_path(struct buf *b, const char *path)
{
	static const char *home;
	size_t len;

	/* HOME is looked up once. Without one, no path begins with it. */
	if (home == NULL && (home = fs_user_dir("HOME")) == NULL)
		home = "";
	len = strlen(home);
	if (len > 1 && strncmp(path, home, len) == 0 && path[len] == '/') {
		buf_putc(b, '~');
		path += len;
	}
	put_clean(b, path);
}

void words_name(const struct status_row *row, struct buf *b)
{
	put_clean(b, row->profile->name);
	if (row->any_tenant)
		buf_puts(b, ", any tenant");
	else if (row->profile->tenant != NULL)
		buf_printf(b, ", tenant %s", row->profile->tenant);
}

const char *words_left(const struct status_row *row, char out[WORDS_LEFT_SIZE])
{
	char time[LAYOUT_TIME_SIZE];

	if (status_has_token(row))
		snprintf(out, WORDS_LEFT_SIZE, "%s", layout_time(row->left_s, time));
	else if (row->state == CACHE_EXPIRED)
		snprintf(out, WORDS_LEFT_SIZE, "%s ago", layout_time(-row->left_s, time));
	else
		snprintf(out, WORDS_LEFT_SIZE, "-");
	return out;
}

void words_target(const struct status_row *row, size_t i, struct buf *b)
{
	if (i == 0 && row->profile->ntargets == 0)
		buf_puts(b, "(no target: by name only)");
	else
		put_clean(b, row->profile->targets[i]);
}

/* Appends the plugin, and what it said, or else the place where it looks. */
static void put_plugin(const struct status_row *row, const struct line *line, const char *said,
		       struct buf *b)
{
	struct buf place = BUF_INIT;

	put_path(b, line->source->plugin);
	bind_location(line, !row->any_tenant, &place);
	if (said != NULL) {
		buf_puts(b, ": ");
		put_path(b, said);
	} else if (place.len > 0) {
		buf_putc(b, ' ');
		put_path(b, buf_str(&place));
	}
	words_free(&place, b);
}

bool words_source(const struct status_row *row, struct buf *b)
{
	const struct line *line = row->source;

	if (line != NULL) {
		put_plugin(row, line, row->said, b);
		buf_puts(b, " (");
		put_path(b, line->source->file);
		buf_printf(b, ":%u)", line->source->line);
		return true;
	}
	if (status_has_token(row))
		return true;
	for (size_t i = 0; row->bound != NULL && i < row->bound->nlines; i++) {
		buf_puts(b, i > 0 ? ", " : "");
		put_plugin(row, &row->bound->lines[i], NULL, b);
	}
	return false;
}

void words_error(const struct status_row *row, struct buf *b)
{
	const struct cache_failure *f = row->failure;
	char time[LAYOUT_TIME_SIZE], line[ERR_LINE_MAX];

	buf_printf(b, "%d, %s ago", f->err.code, layout_time(f->age_s, time));
	if (f->left_s > 0)
		buf_printf(b, ", not asked again for %s", layout_time(f->left_s, time));
	buf_puts(b, ": ");
	layout_cut(b, err_line(&f->err, line, sizeof(line)), ERROR_COLUMNS);
}

void words_free(struct buf *words, struct buf *b)
{
	b->failed |= buf_error(words);
	buf_free(words);
}

void words_refused(const struct status_row *row, struct buf *b)
{
	char line[ERR_LINE_MAX];

	put_path(b, err_line(row->refused, line, sizeof(line)));
}
