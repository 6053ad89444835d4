/* Who supplied the secret of a token, written down in one line for as long as the token is kept. */
#include "stack/supplier.h"
#include "base/text.h"

/* Where the line's plugin found it, or what it said of it. */
static const char *said_by(const struct stack_outcome *o, const struct source *line)
{
	for (size_t i = 0; i < o->nevents; i++) {
		const struct stack_event *e = &o->events[i];
		if (e->src == line && e->taken)
			return e->said.location[0] != '\0' ? e->said.location : e->said.text;
	}
	return "";
}

void supplier_write(const struct bound *bound, const struct stack_outcome *outcome, struct buf *b)
{
	const struct source *from = outcome->credential.from[ITEM_CLIENT_SECRET];
	const struct line *line = from != NULL ? bind_line(bound, from) : NULL;
	const char *said;

	if (line == NULL)
		return;
	said = said_by(outcome, from);
	buf_printf(b, "%u%s%s", (unsigned)(line - bound->lines) + 1, said[0] != '\0' ? " " : "",
		   said);
}

const struct line *supplier_read(const struct bound *bound, const char *text, const char **ret_said)
{
	size_t len = strcspn(text, " ");
	uint64_t number;
	char digits[8];

	snprintf(digits, sizeof(digits), "%.*s", (int)len, text);
	if (len >= sizeof(digits) || text_to_u64(digits, bound->nlines, &number) != 0 ||
	    number == 0)
		return NULL;
	*ret_said = text[len] == ' ' ? text + len + 1 : NULL;
	return &bound->lines[number - 1];
}
