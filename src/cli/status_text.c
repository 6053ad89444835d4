/*
 * The status for a person: a table, or a block for each profile if the terminal is too narrow for
 * a table. HOME is "~" in it.
 */
#include "base/fs.h"
#include "base/layout.h"
#include "base/limits.h"
#include "base/text.h"
#include "cli/status.h"

/* Blanks between columns. */
#define GAP 2
/* With less room for a target than that, blocks are easier to read. */
#define LEAST_TARGET 24
/* The largest text that is shown: a line of the configuration. */
#define SHOWN_MAX 8192

enum column {
	NAME,
	STATE,
	LEFT,
	TARGET,
	SOURCE,
	N_COLUMNS
};
static const char *const heads[N_COLUMNS] = { "PROFILE", "TOKEN", "LEFT", "TARGET",
					      "CREDENTIAL FROM" };

/* SGR parameters (ECMA-48). */
#define SGR_BOLD "1"
#define SGR_RED "31"
static const char *const colours[] = {
	[CACHE_FRESH] = "32",   [CACHE_RENEWING] = "36",    [CACHE_EXPIRING] = "33",
	[CACHE_EXPIRED] = "33", [CACHE_REJECTED] = SGR_RED, [CACHE_NONE] = "2",
};

static const char *colour_of(const struct status_row *row)
{
	return row->refused.code != 0 ? SGR_RED : colours[row->state];
}

/* The widths of the columns, and the form that fits. */
struct page {
	size_t width;
	bool colour;
	size_t columns[N_COLUMNS];
	/* Where the column of the targets begins. */
	size_t target_column;
	bool table;
	/* Else the source stands below the row. */
	bool source_column;
	struct buf *b;
};

/* The texts of one row. */
struct texts {
	/* The profile, and its tenant. */
	struct buf name;
	/* The time until expiry, or since; "-": neither. */
	char left[64];
	/* Who supplied the credential and where it lies, or nothing if that is not known. Without a
	 * token: "would try: " and the sources that a call would try. */
	struct buf source;
	/* When the client's certificate ends; empty: not soon. */
	struct buf certificate;
	/* The token file, and whether it has the token; empty: there is none. */
	struct buf file;
	/* The last error, or why the profile is refused; and the command that mends it, which is
	 * not wrapped: it is to be pasted. */
	struct buf trouble;
	const char *fix;
};

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
	if (home == NULL && (fs_user_dir("HOME", &home, NULL) != 0 || home == NULL))
		home = "";
	len = strlen(home);
	if (len > 1 && strncmp(path, home, len) == 0 && path[len] == '/') {
		buf_putc(b, '~');
		path += len;
	}
	put_clean(b, path);
}

/* Appends the plugin, and what it said, or else the place where it looks. */
static void put_plugin(const struct status_row *row, const struct line *line, const char *said,
		       struct buf *b)
{
	struct buf place = BUF_INIT;

	put_path(b, line->source->plugin);
	bind_location(line, !row->any_tenant, &place);
	if (said != NULL || place.len > 0) {
		buf_puts(b, said != NULL ? ": " : " ");
		put_path(b, said != NULL ? said : buf_str(&place));
	}
	b->failed |= buf_error(&place);
	buf_free(&place);
}

static void describe_source(const struct status_row *row, struct texts *t)
{
	const struct line *line = row->source;

	if (line != NULL) {
		put_plugin(row, line, row->said, &t->source);
		buf_puts(&t->source, " (");
		put_path(&t->source, line->source->file);
		buf_printf(&t->source, ":%u)", line->source->line);
	} else if (!cache_is_valid(row->state)) {
		for (size_t i = 0; row->bound != NULL && i < row->bound->nlines; i++) {
			buf_puts(&t->source, i > 0 ? ", " : "would try: ");
			put_plugin(row, &row->bound->lines[i], NULL, &t->source);
		}
	}
}

/* Appends an error without its command. */
static void put_trouble(struct texts *t, const struct err *err)
{
	struct err shown = *err;
	char line[ERR_LINE_MAX];

	shown.fix[0] = '\0';
	put_path(&t->trouble, err_line(&shown, line, sizeof(line)));
	t->fix = err->fix;
}

static struct texts describe(const struct status_row *row)
{
	char words[LAYOUT_TIME_SIZE], moment[LAYOUT_MOMENT_SIZE];
	const struct cache_failure *f = &row->failure;
	struct texts t = { .left = "-", .fix = "" };

	put_clean(&t.name, row->profile->name);
	if (row->any_tenant)
		buf_puts(&t.name, ", any tenant");
	else if (row->profile->tenant != NULL)
		buf_printf(&t.name, ", tenant %s", row->profile->tenant);
	if (cache_is_valid(row->state))
		snprintf(t.left, sizeof(t.left), "%s", layout_time(row->token.left_s, words));
	else if (row->state == CACHE_EXPIRED)
		snprintf(t.left, sizeof(t.left), "%s ago", layout_time(-row->token.left_s, words));
	if (row->refused.code != 0)
		put_trouble(&t, &row->refused);
	else
		describe_source(row, &t);
	if (row->token.certificate_end_s != 0 &&
	    row->token.certificate_end_s - time(NULL) < CERTIFICATE_NOTICE_S)
		buf_printf(&t.certificate, "it ends %s: have it renewed",
			   layout_moment(row->token.certificate_end_s, moment));
	if (row->profile->token_file != NULL && !row->any_tenant) {
		put_path(&t.file, row->profile->token_file);
		buf_puts(&t.file, row->in_file                 ? ""
				  : cache_is_valid(row->state) ? ", which lacks the token"
							       : ", without a valid token");
	}
	if (row->failed) {
		buf_printf(&t.trouble, "%d, %s ago", f->err.code, layout_time(f->age_s, words));
		if (f->left_s > 0)
			buf_printf(&t.trouble, ", not asked again for %s",
				   layout_time(f->left_s, words));
		buf_puts(&t.trouble, ": ");
		put_trouble(&t, &f->err);
	}
	return t;
}

/* Frees the texts, which went into the page. */
static void end(struct texts *t, const struct page *page)
{
	page->b->failed |= buf_error(&t->name) || buf_error(&t->source) || buf_error(&t->file) ||
			   buf_error(&t->certificate) || buf_error(&t->trouble);
	buf_free(&t->name);
	buf_free(&t->source);
	buf_free(&t->certificate);
	buf_free(&t->file);
	buf_free(&t->trouble);
}

/* The row has a first target in any case: that there is none. */
static const char *target(const struct status_row *row, size_t i, char out[SHOWN_MAX])
{
	const struct profile *p = row->profile;

	if (p->ntargets == 0)
		return "(no target: by name only)";
	return text_escape(p->targets[i], strlen(p->targets[i]), out, SHOWN_MAX);
}

static void widen(struct page *page, enum column column, size_t width)
{
	if (width > page->columns[column])
		page->columns[column] = width;
}

static void measure_row(struct page *page, const struct status_row *row)
{
	struct texts t = describe(row);
	char shown[SHOWN_MAX];

	widen(page, NAME, layout_width(buf_str(&t.name)));
	widen(page, STATE, layout_width(status_word(row)));
	widen(page, LEFT, layout_width(t.left));
	for (size_t i = 0; i == 0 || i < row->profile->ntargets; i++)
		widen(page, TARGET, layout_width(target(row, i, shown)));
	widen(page, SOURCE, layout_width(buf_str(&t.source)));
	end(&t, page);
}

static void measure(struct page *page, const struct status *status)
{
	size_t least;

	for (int i = 0; i < N_COLUMNS; i++)
		page->columns[i] = strlen(heads[i]);
	for (size_t i = 0; i < status->n; i++)
		measure_row(page, &status->rows[i]);
	least = page->columns[TARGET] < LEAST_TARGET ? page->columns[TARGET] : LEAST_TARGET;
	page->target_column =
		page->columns[NAME] + page->columns[STATE] + page->columns[LEFT] + 3 * GAP;
	page->table = page->target_column + least <= page->width;
	page->source_column =
		page->target_column + page->columns[TARGET] + GAP + page->columns[SOURCE] <=
		page->width;
}

static void colour(const struct page *page, const char *sgr)
{
	if (page->colour && sgr != NULL)
		buf_printf(page->b, "\033[%sm", sgr);
}

/* sgr: NULL for none. */
static void coloured(const struct page *page, const char *sgr, const char *text, size_t width)
{
	colour(page, sgr);
	buf_puts(page->b, text);
	colour(page, sgr != NULL ? "0" : NULL);
	if (layout_width(text) < width)
		layout_pad(page->b, "", width - layout_width(text));
}

/*
 * Appends one more line below a row. If it needs several lines, those that follow are indented
 * more.
 */
static void put_detail(const struct page *page, size_t indent, const char *sgr, const char *label,
		       const char *text)
{
	size_t hanging = indent + GAP < page->width ? indent + GAP : indent;

	layout_pad(page->b, "", indent);
	if (label != NULL) {
		coloured(page, sgr, label, 0);
		buf_putc(page->b, ' ');
		indent += layout_width(label) + 1;
	}
	layout_wrap(page->b, text, indent, hanging, page->width);
	buf_putc(page->b, '\n');
}

/* Appends the details for which there is no column. */
static void put_details(const struct page *page, const struct status_row *row,
			const struct texts *t, size_t indent)
{
	if (t->source.len > 0 && !(page->table && page->source_column))
		put_detail(page, indent, NULL, row->source != NULL ? "credential:" : NULL,
			   buf_str(&t->source));
	if (t->certificate.len > 0)
		put_detail(page, indent, SGR_RED, "certificate:", buf_str(&t->certificate));
	if (t->file.len > 0)
		put_detail(page, indent, NULL, "token file:", buf_str(&t->file));
	if (token_binding_text(row->token.binding) != NULL)
		put_detail(page, indent, NULL, "bound to:", token_binding_text(row->token.binding));
	if (t->trouble.len > 0)
		put_detail(page, indent, SGR_RED,
			   row->failed ? "last error:" : "refused:", buf_str(&t->trouble));
	if (t->fix[0] != '\0')
		buf_printf(page->b, "%*s%s\n", (int)(indent + GAP), "", t->fix);
}

static void put_row(const struct page *page, const struct status_row *row)
{
	size_t column = page->target_column;
	struct texts t = describe(row);
	char shown[SHOWN_MAX];

	layout_pad(page->b, buf_str(&t.name), page->columns[NAME] + GAP);
	coloured(page, colour_of(row), status_word(row), page->columns[STATE] + GAP);
	layout_pad(page->b, t.left, page->columns[LEFT] + GAP);
	for (size_t i = 0; i == 0 || i < row->profile->ntargets; i++) {
		layout_pad(page->b, "", i > 0 ? column : 0);
		if (i > 0 || !page->source_column || row->refused.code != 0) {
			layout_wrap(page->b, target(row, i, shown), column, column, page->width);
		} else {
			layout_pad(page->b, target(row, i, shown), page->columns[TARGET] + GAP);
			buf_puts(page->b, buf_str(&t.source));
		}
		buf_putc(page->b, '\n');
	}
	put_details(page, row, &t, page->columns[NAME] + GAP);
	end(&t, page);
}

static void put_header(const struct page *page)
{
	int last = page->source_column ? SOURCE : TARGET;

	for (int i = 0; i <= last; i++)
		coloured(page, SGR_BOLD, heads[i], i < last ? page->columns[i] + GAP : 0);
	buf_putc(page->b, '\n');
}

static void put_block(const struct page *page, const struct status_row *row)
{
	struct texts t = describe(row);
	char shown[SHOWN_MAX], how[80] = "";

	buf_putc(&t.name, ':');
	if (strcmp(t.left, "-") != 0)
		snprintf(how, sizeof(how), ", %s%s", t.left,
			 cache_is_valid(row->state) ? " left" : "");
	size_t at = layout_width(buf_str(&t.name)) + 1;
	bool fits = at + layout_width(status_word(row)) + strlen(how) <= page->width;
	colour(page, SGR_BOLD);
	layout_wrap(page->b, buf_str(&t.name), 0, GAP, page->width);
	colour(page, "0");
	buf_putc(page->b, fits ? ' ' : '\n');
	layout_pad(page->b, "", fits ? 0 : GAP);
	coloured(page, colour_of(row), status_word(row), 0);
	buf_printf(page->b, "%s\n", how);
	for (size_t i = 0; i == 0 || i < row->profile->ntargets; i++)
		put_detail(page, GAP, NULL, NULL, target(row, i, shown));
	put_details(page, row, &t, GAP);
	end(&t, page);
}

void status_text(const struct status *status, size_t width, bool with_colour, struct buf *b)
{
	struct page page = { .width = width, .colour = with_colour, .b = b };

	if (status->n == 0)
		return;
	measure(&page, status);
	if (page.table)
		put_header(&page);
	for (size_t i = 0; i < status->n; i++)
		(page.table ? put_row : put_block)(&page, &status->rows[i]);
}
