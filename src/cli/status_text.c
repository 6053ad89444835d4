/*
 * The status for a person: a table, or a block for each profile if the terminal is too narrow for
 * a table.
 */
#include "base/banned.h"
#include "base/layout.h"
#include "cli/status_words.h"

/* Blanks between columns. */
#define GAP 2
/* With less room for a target than that, blocks are easier to read. */
#define LEAST_TARGET 24

static const char head_name[] = "PROFILE", head_state[] = "TOKEN", head_left[] = "LEFT",
		  head_target[] = "TARGET", head_source[] = "SECRET FROM";

static const char would_try[] = "would try:";

/* SGR parameters (ECMA-48). */
#define SGR_BOLD "1"
#define SGR_RED "31"
static const char *const colours[] = {
	[CACHE_FRESH] = "32",   [CACHE_RENEWING] = "36",    [CACHE_EXPIRING] = "33",
	[CACHE_EXPIRED] = "33", [CACHE_REJECTED] = SGR_RED, [CACHE_NONE] = "2",
};

static const char *colour_of(const struct status_row *row)
{
	return row->refused != NULL ? SGR_RED : colours[row->state];
}

/* The widths of the columns, and the form that fits. */
struct page {
	size_t width;
	bool colour;
	size_t name, state, left, target, source;
	bool table;
	/* Else the source stands below the row. */
	bool source_column;
	struct buf *b;
};

static void widen(size_t *width, const char *text)
{
	size_t n = layout_width(text);

	if (n > *width)
		*width = n;
}

/* The source as the cell of a column, which has no label. */
static void put_source_cell(const struct status_row *row, struct buf *b)
{
	struct buf words = BUF_INIT;

	if (row->refused != NULL)
		return;
	if (!words_source(row, &words))
		buf_printf(b, "%s ", would_try);
	buf_puts(b, buf_str(&words));
	words_free(&words, b);
}

static void measure_row(struct page *page, const struct status_row *row)
{
	char left[WORDS_LEFT_SIZE];
	struct buf b = BUF_INIT;

	words_name(row, &b);
	widen(&page->name, buf_str(&b));
	widen(&page->state, status_word(row));
	widen(&page->left, words_left(row, left));
	for (size_t i = 0; i == 0 || i < row->profile->ntargets; i++) {
		buf_reset(&b);
		words_target(row, i, &b);
		widen(&page->target, buf_str(&b));
	}
	buf_reset(&b);
	put_source_cell(row, &b);
	widen(&page->source, buf_str(&b));
	words_free(&b, page->b);
}

static size_t target_column(const struct page *page)
{
	return page->name + page->state + page->left + 3 * GAP;
}

static void measure(struct page *page, const struct status *status)
{
	size_t least;

	widen(&page->name, head_name);
	widen(&page->state, head_state);
	widen(&page->left, head_left);
	widen(&page->target, head_target);
	widen(&page->source, head_source);
	for (size_t i = 0; i < status->n; i++)
		measure_row(page, &status->rows[i]);
	least = page->target < LEAST_TARGET ? page->target : LEAST_TARGET;
	page->table = target_column(page) + least <= page->width;
	page->source_column =
		target_column(page) + page->target + GAP + page->source <= page->width;
}

static void blanks(const struct page *page, size_t n)
{
	for (size_t i = 0; i < n; i++)
		buf_putc(page->b, ' ');
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
		blanks(page, width - layout_width(text));
}

/*
 * Appends one more line below a row. If it needs several lines, those that follow are indented
 * more.
 */
static void put_detail(const struct page *page, size_t indent, const char *sgr, const char *label,
		       const char *text)
{
	size_t hanging = indent + GAP < page->width ? indent + GAP : indent;

	blanks(page, indent);
	if (label != NULL) {
		coloured(page, sgr, label, 0);
		buf_putc(page->b, ' ');
		indent += layout_width(label) + 1;
	}
	layout_wrap(page->b, text, indent, hanging, page->width);
	buf_putc(page->b, '\n');
}

/* Appends the details for which there is no column. */
static void put_details(const struct page *page, const struct status_row *row, size_t indent)
{
	struct buf words = BUF_INIT;

	if (row->refused == NULL && !(page->table && page->source_column)) {
		bool supplied = words_source(row, &words);
		if (words.len > 0)
			put_detail(page, indent, NULL, supplied ? "secret:" : would_try,
				   buf_str(&words));
	}
	if (row->failure != NULL) {
		buf_reset(&words);
		words_error(row, &words);
		put_detail(page, indent, SGR_RED, "last error:", buf_str(&words));
	}
	if (row->refused != NULL) {
		buf_reset(&words);
		words_refused(row, &words);
		put_detail(page, indent, SGR_RED, "refused:", buf_str(&words));
	}
	words_free(&words, page->b);
}

static void put_row(const struct page *page, const struct status_row *row)
{
	size_t column = target_column(page);
	char left[WORDS_LEFT_SIZE];
	struct buf words = BUF_INIT;

	words_name(row, &words);
	layout_pad(page->b, buf_str(&words), page->name + GAP);
	coloured(page, colour_of(row), status_word(row), page->state + GAP);
	layout_pad(page->b, words_left(row, left), page->left + GAP);
	for (size_t i = 0; i == 0 || i < row->profile->ntargets; i++) {
		bool last = i > 0 || !page->source_column || row->refused != NULL;
		blanks(page, i > 0 ? column : 0);
		buf_reset(&words);
		words_target(row, i, &words);
		if (last) {
			layout_wrap(page->b, buf_str(&words), column, column, page->width);
		} else {
			layout_pad(page->b, buf_str(&words), page->target + GAP);
			put_source_cell(row, page->b);
		}
		buf_putc(page->b, '\n');
	}
	words_free(&words, page->b);
	put_details(page, row, page->name + GAP);
}

static void put_header(const struct page *page)
{
	coloured(page, SGR_BOLD, head_name, page->name + GAP);
	coloured(page, SGR_BOLD, head_state, page->state + GAP);
	coloured(page, SGR_BOLD, head_left, page->left + GAP);
	coloured(page, SGR_BOLD, head_target, page->source_column ? page->target + GAP : 0);
	if (page->source_column)
		coloured(page, SGR_BOLD, head_source, 0);
	buf_putc(page->b, '\n');
}

static void put_block(const struct page *page, const struct status_row *row)
{
	char left[WORDS_LEFT_SIZE];
	struct buf words = BUF_INIT, how = BUF_INIT;

	words_name(row, &words);
	buf_putc(&words, ':');
	if (status_has_token(row) || row->state == CACHE_EXPIRED)
		buf_printf(&how, ", %s%s", words_left(row, left),
			   status_has_token(row) ? " left" : "");
	size_t at = layout_width(buf_str(&words)) + 1;
	bool fits = at + layout_width(status_word(row)) + how.len <= page->width;
	colour(page, SGR_BOLD);
	layout_wrap(page->b, buf_str(&words), 0, GAP, page->width);
	colour(page, "0");
	buf_putc(page->b, fits ? ' ' : '\n');
	blanks(page, fits ? 0 : GAP);
	coloured(page, colour_of(row), status_word(row), 0);
	buf_printf(page->b, "%s\n", buf_str(&how));
	words_free(&how, page->b);
	for (size_t i = 0; i == 0 || i < row->profile->ntargets; i++) {
		buf_reset(&words);
		words_target(row, i, &words);
		put_detail(page, GAP, NULL, NULL, buf_str(&words));
	}
	words_free(&words, page->b);
	put_details(page, row, GAP);
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
