/* An explanation for a person: one line a fact, in columns. */
#include "base/banned.h"
#include "report/report.h"

#define LABEL "%-11s"

/* The widths of the columns of the stack. */
struct widths {
	int where, control, name, result;
};

static const char not_reached[] = "not reached";

static void widen(int *width, size_t len)
{
	if ((int)len > *width)
		*width = (int)len;
}

static const char *name_of(const struct report_line *l, char *out, size_t size)
{
	snprintf(out, size, "%s%s", l->stack != NULL ? "@" : "",
		 l->stack != NULL    ? l->stack
		 : l->plugin != NULL ? l->plugin
				     : "");
	return out;
}

static struct widths measure(const struct report *r)
{
	struct widths w = { 0 };
	char name[256];

	for (size_t i = 0; i < r->nlines; i++) {
		const struct report_line *l = &r->lines[i];
		widen(&w.where, 2 * l->depth + strlen(l->where));
		widen(&w.control, l->control != NULL ? strlen(l->control) : 0);
		widen(&w.name, strlen(name_of(l, name, sizeof(name))));
		widen(&w.result, strlen(l->result != NULL ? l->result : not_reached));
	}
	return w;
}

static void put_note(struct buf *b, bool set, const char *note, const char **separator)
{
	if (!set)
		return;
	buf_printf(b, "%s%s", *separator, note);
	*separator = ", ";
}

static void put_line(const struct report_line *l, const struct widths *w, struct buf *b)
{
	const char *separator = "  ";
	int indent = (int)(2 * l->depth);
	char name[256];

	buf_printf(b, LABEL "%*s%-*s  %-*s  %-*s  ", "source", indent, "", w->where - indent,
		   l->where, w->control, l->control != NULL ? l->control : "", w->name,
		   name_of(l, name, sizeof(name)));
	if (l->result == NULL) {
		buf_printf(b, "%s\n", not_reached);
		return;
	}
	buf_printf(b, "%-*s  %5lld ms", w->result, l->result, (long long)l->took_ms);
	put_note(b, l->sets_id, "client id", &separator);
	put_note(b, l->sets_secret, "client secret", &separator);
	put_note(b, l->taken, "taken", &separator);
	put_note(b, l->decides, "decides", &separator);
	put_note(b, l->beyond, "beyond the line that decides", &separator);
	if (l->said != NULL)
		buf_printf(b, "%s%s", separator[0] == ',' ? ": " : separator, l->said);
	buf_putc(b, '\n');
}

static void put_profile(const struct profile *p, struct buf *b)
{
	buf_printf(b, LABEL "%s (%s:%u)\n", "profile", p->name, p->file, p->line);
	if (p->target != NULL)
		buf_printf(b, LABEL "%s (%s:%u)\n", "target", p->target, p->file, p->target_line);
	else
		buf_printf(b, LABEL "asked by name\n", "target");
	if (p->tenant != NULL)
		buf_printf(b, LABEL "%s\n", "tenant", p->tenant);
}

static void put_stack(const struct report *r, struct buf *b)
{
	struct widths w = measure(r);

	for (size_t i = 0; i < r->nlines; i++)
		put_line(&r->lines[i], &w, b);
	buf_printf(b, LABEL "%s\n", "stack", r->verdict != NULL ? r->verdict : "was not run");
	if (r->id != NULL)
		buf_printf(b, LABEL "%s (%s)\n", "client id", r->id, r->id_from);
	if (r->secret_from != NULL)
		buf_printf(b, LABEL "is there (%s)\n", "secret", r->secret_from);
}

static void put_discovery(const struct report *r, struct buf *b)
{
	const struct profile *p = r->profile;
	int url = 0;

	for (size_t i = 0; i < r->nattempts; i++)
		widen(&url, strlen(r->attempts[i].url));
	for (size_t i = 0; i < r->nattempts; i++) {
		const struct report_attempt *a = &r->attempts[i];
		char status[24] = "-";
		if (a->http != 0)
			snprintf(status, sizeof(status), "%lld", (long long)a->http);
		buf_printf(b, LABEL "%-*s  %3s  %5lld ms  %s\n", "discovery", url, a->url, status,
			   (long long)a->took_ms, a->outcome != NULL ? a->outcome : "");
	}
	if (p->token_endpoint != NULL)
		buf_printf(b, LABEL "none: token-endpoint is configured\n", "discovery");
	else if (r->nattempts == 0)
		buf_printf(b, LABEL "was not tried\n", "discovery");
	if (r->endpoint == NULL)
		return;
	buf_printf(b, LABEL "%s\n", "endpoint", r->endpoint);
	buf_printf(b, LABEL "%s; offered: %s\n", "auth",
		   r->auth != NULL ? r->auth : "none that fits",
		   r->methods != NULL ? r->methods : "not said");
	if (r->grant != NULL)
		buf_printf(b, LABEL "client_credentials is %s\n", "grant",
			   strcmp(r->grant, "yes") == 0 ? "offered" : "not among those offered");
}

static void put_request(const struct report *r, struct buf *b)
{
	const struct profile *p = r->profile;

	buf_printf(b, LABEL "asked: %s; offered: %s\n", "scope",
		   p->scope != NULL ? p->scope : "none",
		   r->scopes != NULL ? r->scopes : "not said");
	if (p->audience != NULL)
		buf_printf(b, LABEL "%s\n", "audience", p->audience);
	for (size_t i = 0; i < p->nresources; i++)
		buf_printf(b, LABEL "%s\n", "resource", p->resources[i]);
}

static void put_cache(const struct report_cache *c, struct buf *b)
{
	char line[ERR_LINE_MAX];

	if (cache_is_valid(c->state))
		buf_printf(b, LABEL "a token for %lld s more, %lld s old, %s: %s\n", "cache",
			   (long long)c->left_s, (long long)c->age_s, cache_state_word(c->state),
			   c->state == CACHE_EXPIRING ? "a call waits for a new one"
						      : "a call is answered with it");
	else if (c->why != NULL)
		buf_printf(b, LABEL "no token: %s\n", "cache", c->why);
	else
		buf_printf(b, LABEL "no token\n", "cache");
	if (c->failed)
		buf_printf(b, LABEL "%d, %lld s ago, counts for %lld s more: %s\n", "failure",
			   c->failure.err.code, (long long)c->failure.age_s,
			   (long long)c->failure.left_s,
			   err_line(&c->failure.err, line, sizeof(line)));
	if (c->rejecting)
		buf_printf(b, LABEL "new tokens are, as they come; the next in %lld s\n",
			   "rejected", (long long)c->wait_s);
}

void report_text(const struct report *r, struct buf *b)
{
	char line[ERR_LINE_MAX];

	put_profile(r->profile, b);
	put_stack(r, b);
	put_discovery(r, b);
	put_request(r, b);
	put_cache(&r->cache, b);
	buf_printf(b, LABEL "%d: %s\n", "verdict", r->code,
		   r->code == 0 ? "a token request can be made"
				: err_line(&r->err, line, sizeof(line)));
	if (r->code != 0 && r->err.hint[0] != '\0')
		buf_printf(b, LABEL "%s\n", "hint", r->err.hint);
}
