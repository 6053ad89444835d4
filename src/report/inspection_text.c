/* What is known of a token, for a person: one line a fact, in columns. */
#include "base/banned.h"
#include "base/text.h"
#include "report/inspection.h"
#include "base/layout.h"

#define LABEL "%-11s"

/* As much of the scope as is shown: the server wrote it. */
#define SCOPE_MAX 1024

/* From now, and as ISO 8601 has it. */
static void put_time(int64_t at_s, int64_t now_s, struct buf *b)
{
	char words[LAYOUT_TIME_SIZE], date[64] = "";
	time_t at = (time_t)at_s;
	struct tm t;

	if (gmtime_r(&at, &t) == NULL ||
	    strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &t) == 0)
		date[0] = '\0';
	if (at_s > now_s)
		buf_printf(b, "in %s (%s)", layout_time(at_s - now_s, words), date);
	else
		buf_printf(b, "%s ago (%s)", layout_time(now_s - at_s, words), date);
}

static void put_held(const struct held *h, struct buf *b)
{
	char left[LAYOUT_TIME_SIZE], age[LAYOUT_TIME_SIZE], scope[SCOPE_MAX];
	const char *granted = h->token.scope;

	buf_printf(b, LABEL "a token for %s more, %s old, type Bearer\n", "cache",
		   layout_time(h->token.left_s, left), layout_time(h->token.age_s, age));
	buf_printf(b, LABEL "%s\n", "scope",
		   granted != NULL ? text_escape(granted, strlen(granted), scope, sizeof(scope))
				   : "the server did not say what it granted");
}

static void put_server(const struct inspection *i, struct buf *b)
{
	if (i->asked)
		buf_printf(b, LABEL "%s\n", "server",
			   i->active ? "the token is active" : "the token is not active");
	else if (i->unoffered != NULL)
		buf_printf(b, LABEL "was not asked: %s\n", "server", i->unoffered);
	else
		buf_printf(b, LABEL "gave no answer\n", "server");
}

static void put_claims(const struct inspection *i, const char *part, int64_t now_s, struct buf *b)
{
	int width = 0;

	for (size_t k = 0; k < i->nclaims; k++)
		if (strcmp(i->claims[k].part, part) == 0 && (int)strlen(i->claims[k].name) > width)
			width = (int)strlen(i->claims[k].name);
	for (size_t k = 0; k < i->nclaims; k++) {
		const struct inspection_claim *c = &i->claims[k];
		if (strcmp(c->part, part) != 0)
			continue;
		buf_printf(b, LABEL "%-*s  ", part, width, c->name);
		if (c->time_s != 0)
			put_time(c->time_s, now_s, b);
		else
			buf_puts(b, c->said);
		buf_putc(b, '\n');
	}
}

void inspection_text(const struct inspection *i, int64_t now_s, struct buf *b)
{
	char line[ERR_LINE_MAX];
	const struct profile *p = i->profile;

	buf_printf(b, LABEL "%s (%s:%u)\n", "profile", p->name, p->file, p->line);
	if (p->tenant != NULL)
		buf_printf(b, LABEL "%s\n", "tenant", p->tenant);
	put_held(i->held, b);
	put_server(i, b);
	put_claims(i, "server", now_s, b);
	buf_printf(b, LABEL "%s\n", "token",
		   i->jwt ? "a JWT; what it says of itself is not verified"
			  : "opaque: it says nothing of itself");
	put_claims(i, "header", now_s, b);
	put_claims(i, "payload", now_s, b);
	if (i->more > 0)
		buf_printf(b, LABEL "%lld claims are too much to be shown\n", "more",
			   (long long)i->more);
	buf_printf(b, LABEL "%d: %s\n", "verdict", i->code,
		   i->code != 0 ? err_line(&i->err, line, sizeof(line))
		   : i->asked   ? "the server takes the token"
				: "nothing is known against the token");
	if (i->code != 0 && i->err.hint[0] != '\0')
		buf_printf(b, LABEL "%s\n", "hint", i->err.hint);
}
