/* Who supplied the secret of a token, written down in one line for as long as the token is kept. */
#include "base/banned.h"
#include "stack/supplier.h"
#include "base/limits.h"
#include "base/text.h"

/* Counts the plugins' lines up to the wanted number, or up to the wanted line. */
struct walk {
	const struct source *wanted;
	uint64_t number; /* 0: it is looked for */
	uint64_t n;
};

static const struct source *walk_lines(struct walk *w, const struct source *lines, size_t n)
{
	const struct source *found = NULL;

	for (size_t i = 0; i < n && found == NULL; i++) {
		if (lines[i].stack != NULL)
			found = walk_lines(w, lines[i].inner, lines[i].ninner);
		else if (++w->n == w->number || &lines[i] == w->wanted)
			found = &lines[i];
	}
	return found;
}

/* What the line's plugin said when what it set was taken. */
static const char *said_by(const struct stack_outcome *o, const struct source *line)
{
	for (size_t i = 0; i < o->nevents; i++)
		if (o->events[i].src == line && o->events[i].taken)
			return o->events[i].text;
	return "";
}

void supplier_write(const struct profile *profile, const struct stack_outcome *outcome,
		    struct buf *b)
{
	struct walk w = { .wanted = outcome->bundle.secret_from };
	const char *said;

	if (w.wanted == NULL || walk_lines(&w, profile->sources, profile->nsources) == NULL)
		return;
	said = said_by(outcome, w.wanted);
	buf_printf(b, "%u%s%s", (unsigned)w.n, said[0] != '\0' ? " " : "", said);
}

const struct source *supplier_read(const struct profile *profile, const char *text,
				   const char **ret_said)
{
	struct walk w = { 0 };
	size_t len = strcspn(text, " ");
	char number[8];

	if (len >= sizeof(number))
		return NULL;
	memcpy(number, text, len);
	number[len] = '\0';
	if (text_to_u64(number, LIMIT_STACK_LINES, &w.number) != 0 || w.number == 0)
		return NULL;
	*ret_said = text[len] == ' ' ? text + len + 1 : NULL;
	return walk_lines(&w, profile->sources, profile->nsources);
}
