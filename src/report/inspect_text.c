/* ccred inspect for a person: one line a fact, in columns. */
#include "report/report.h"
#include "base/layout.h"

#include <stdarg.h>

/* The longest fact: servers choose some of the words. */
#define FACT_MAX 8192

/* One fact as a line: a label, and a text that is escaped and cut short. */
__attribute__((format(printf, 3, 4))) static void put(struct buf *b, const char *label,
						      const char *fmt, ...)
{
	char text[FACT_MAX + 64], clean[FACT_MAX];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	buf_printf(b, "%-11s%s\n", label, text_escape(text, strlen(text), clean, sizeof(clean)));
}

/* From now, and as ISO 8601 has it. */
static char *words_of(int64_t at_s, char *out, size_t size)
{
	char words[LAYOUT_TIME_SIZE], date[64] = "";
	time_t at = (time_t)at_s;
	struct clock_now now;
	struct tm t;

	clock_now(&now);
	if (gmtime_r(&at, &t) == NULL ||
	    strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", &t) == 0)
		date[0] = '\0';
	if (at_s > now.wall_s)
		snprintf(out, size, "in %s (%s)", layout_time(at_s - now.wall_s, words), date);
	else
		snprintf(out, size, "%s ago (%s)", layout_time(now.wall_s - at_s, words), date);
	return out;
}

static void put_claims(const struct inspection *i, enum oauth_part part, const char *label,
		       struct buf *b)
{
	char time[128];
	int width = 0;

	for (size_t k = 0; k < i->nclaims; k++)
		if (i->claims[k].part == part && (int)strlen(i->claims[k].name) > width)
			width = (int)strlen(i->claims[k].name);
	for (size_t k = 0; k < i->nclaims; k++) {
		const struct oauth_claim *c = &i->claims[k];
		if (c->part == part)
			put(b, label, "%-*s  %s", width, c->name,
			    c->time_s != 0 ? words_of(c->time_s, time, sizeof(time)) : c->text);
	}
}

void inspect_text(const struct report *r, const struct err *failure, struct buf *b)
{
	const struct inspection *i = &r->inspection;
	const struct profile *p = r->a.profile;
	const struct cache_token *t = &r->cached;
	char line[ERR_LINE_MAX], left[LAYOUT_TIME_SIZE], age[LAYOUT_TIME_SIZE];

	put(b, "profile", "%s (%s:%u)", p->name, p->file, p->line);
	if (p->tenant != NULL)
		put(b, "tenant", "%s", p->tenant);
	put(b, "cache", "a token for %s more, %s old, type Bearer", layout_time(t->left_s, left),
	    layout_time(t->age_s, age));
	put(b, "scope", "%s",
	    t->scope != NULL ? t->scope : "the server did not say what it granted");
	if (i->asked)
		put(b, "server", "the token is %sactive", i->active ? "" : "not ");
	else if (r->got.unoffered != NULL)
		put(b, "server", "was not asked: %s", r->got.unoffered);
	else
		put(b, "server", "gave no answer");
	put_claims(i, OAUTH_PART_SERVER, "server", b);
	put(b, "token",
	    i->jwt ? "a JWT; what it says of itself is not verified"
		   : "opaque: it says nothing of itself");
	put_claims(i, OAUTH_PART_HEADER, "header", b);
	put_claims(i, OAUTH_PART_PAYLOAD, "payload", b);
	if (i->more > 0)
		put(b, "more", "%zu claims are too much to be shown", i->more);
	put(b, "verdict", "%d: %s", failure != NULL ? failure->code : 0,
	    failure != NULL ? err_line(failure, line, sizeof(line))
	    : i->asked      ? "the server takes the token"
			    : "nothing is known against the token");
	if (failure != NULL && failure->hint[0] != '\0')
		put(b, "hint", "%s", failure->hint);
}
