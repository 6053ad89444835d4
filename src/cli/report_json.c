/* An explanation for programs: one JSON document (RFC 8259). */
#include "base/banned.h"
#include "cli/report.h"
#include "base/text.h"
#include "cli/output.h"

/* As much of one text as is printed. */
#define TEXT_MAX 8192

/* What follows is a member, or an element: behind a comma, unless it is the first one. */
static void next(struct buf *b)
{
	if (b->len > 0 && strchr("{[", b->data[b->len - 1]) == NULL)
		buf_putc(b, ',');
}

static void name(struct buf *b, const char *key)
{
	next(b);
	if (key != NULL)
		buf_printf(b, "\"%s\":", key);
}

static void begin(struct buf *b, const char *key, char bracket)
{
	name(b, key);
	buf_putc(b, bracket);
}

/* A file's name, say, need not be UTF-8, which JSON is: what is not comes escaped, as in the messages. */
static void text(struct buf *b, const char *key, const char *value)
{
	char clean[TEXT_MAX];

	name(b, key);
	if (value == NULL) {
		buf_puts(b, "null");
		return;
	}
	buf_putc(b, '"');
	output_json_text(b, text_escape(value, strlen(value), clean, sizeof(clean)));
	buf_putc(b, '"');
}

static void number(struct buf *b, const char *key, int64_t value)
{
	name(b, key);
	buf_printf(b, "%lld", (long long)value);
}

static void boolean(struct buf *b, const char *key, bool value)
{
	name(b, key);
	buf_puts(b, value ? "true" : "false");
}

static void put_profile(const struct profile *p, struct buf *b)
{
	text(b, "profile", p->name);
	text(b, "file", p->file);
	number(b, "line", p->line);
	text(b, "target", p->target);
	if (p->target != NULL)
		number(b, "target_line", p->target_line);
	text(b, "tenant", p->tenant);
}

static void put_line(const struct report_line *l, struct buf *b)
{
	begin(b, NULL, '{');
	text(b, "where", l->where);
	number(b, "depth", l->depth);
	text(b, "control", l->control);
	text(b, l->stack != NULL ? "stack" : "plugin", l->stack != NULL ? l->stack : l->plugin);
	boolean(b, "reached", l->result != NULL);
	if (l->result != NULL) {
		text(b, "result", l->result);
		text(b, "text", l->said);
		number(b, "took_ms", l->took_ms);
		boolean(b, "client_id", l->sets_id);
		boolean(b, "client_secret", l->sets_secret);
		boolean(b, "taken", l->taken);
		boolean(b, "decides", l->decides);
		boolean(b, "beyond", l->beyond);
	}
	buf_putc(b, '}');
}

static void put_stack(const struct report *r, struct buf *b)
{
	begin(b, "sources", '[');
	for (size_t i = 0; i < r->nlines; i++)
		put_line(&r->lines[i], b);
	buf_putc(b, ']');
	begin(b, "stack", '{');
	text(b, "result", r->verdict);
	text(b, "client_id", r->id);
	text(b, "client_id_from", r->id_from);
	text(b, "client_secret_from", r->secret_from);
	buf_putc(b, '}');
}

static void put_discovery(const struct report *r, struct buf *b)
{
	begin(b, "discovery", '[');
	for (size_t i = 0; i < r->nattempts; i++) {
		const struct report_attempt *a = &r->attempts[i];
		begin(b, NULL, '{');
		text(b, "url", a->url);
		text(b, "outcome", a->outcome);
		boolean(b, "used", a->used);
		boolean(b, "from_cache", a->kept);
		if (a->http != 0)
			number(b, "status", a->http);
		number(b, "took_ms", a->took_ms);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
	begin(b, "metadata", '{');
	text(b, "token_endpoint", r->endpoint);
	text(b, "document", r->document);
	text(b, "auth", r->auth);
	text(b, "auth_methods_offered", r->methods);
	name(b, "client_credentials_offered");
	buf_puts(b, r->grant == NULL ? "null" : strcmp(r->grant, "yes") == 0 ? "true" : "false");
	text(b, "scopes_offered", r->scopes);
	buf_putc(b, '}');
}

static void put_request(const struct profile *p, struct buf *b)
{
	begin(b, "request", '{');
	text(b, "scope", p->scope);
	text(b, "audience", p->audience);
	begin(b, "resources", '[');
	for (size_t i = 0; i < p->nresources; i++)
		text(b, NULL, p->resources[i]);
	buf_puts(b, "]}");
}

static void put_cache(const struct report_cache *c, struct buf *b)
{
	static const char *const words[] = {
		[CACHE_FRESH] = "fresh",
		[CACHE_RENEW] = "renew",
		[CACHE_LOW] = "low",
	};

	begin(b, "cache", '{');
	text(b, "state", c->missing != NULL ? "none" : words[c->state]);
	if (c->missing != NULL) {
		text(b, "why", c->missing);
	} else {
		number(b, "left_s", c->left_s);
		number(b, "age_s", c->age_s);
	}
	if (c->failed) {
		begin(b, "failure", '{');
		number(b, "code", c->failure.err.code);
		text(b, "text", c->failure.err.text);
		number(b, "age_s", c->failure.age_s);
		number(b, "left_s", c->failure.left_s);
		buf_putc(b, '}');
	}
	if (c->rejecting)
		number(b, "rejecting_s", c->wait_s);
	buf_putc(b, '}');
}

void report_json(const struct report *r, struct buf *b)
{
	begin(b, NULL, '{');
	put_profile(r->profile, b);
	put_stack(r, b);
	put_discovery(r, b);
	put_request(r->profile, b);
	put_cache(&r->cache, b);
	begin(b, "verdict", '{');
	number(b, "code", r->code);
	text(b, "text", r->code == 0 ? NULL : r->err.text);
	text(b, "hint", r->code == 0 || r->err.hint[0] == '\0' ? NULL : r->err.hint);
	buf_puts(b, "}}\n");
}
