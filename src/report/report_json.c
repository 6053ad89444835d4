/* An explanation for programs: one JSON document (RFC 8259). */
#include "base/banned.h"
#include "report/report.h"
#include "base/json_out.h"

static void put_profile(const struct profile *p, struct buf *b)
{
	json_text(b, "profile", p->name);
	json_text(b, "file", p->file);
	json_number(b, "line", p->line);
	json_text(b, "target", p->target);
	if (p->target != NULL)
		json_number(b, "target_line", p->target_line);
	json_text(b, "tenant", p->tenant);
}

static void put_line(const struct report_line *l, struct buf *b)
{
	json_begin(b, NULL, '{');
	json_text(b, "where", l->where);
	json_number(b, "depth", l->depth);
	json_text(b, "control", l->control);
	json_text(b, l->stack != NULL ? "stack" : "plugin",
		  l->stack != NULL ? l->stack : l->plugin);
	json_boolean(b, "reached", l->result != NULL);
	if (l->result != NULL) {
		json_text(b, "result", l->result);
		json_text(b, "text", l->said);
		json_number(b, "took_ms", l->took_ms);
		json_boolean(b, "client_id", l->sets_id);
		json_boolean(b, "client_secret", l->sets_secret);
		json_boolean(b, "taken", l->taken);
		json_boolean(b, "decides", l->decides);
		json_boolean(b, "beyond", l->beyond);
	}
	buf_putc(b, '}');
}

static void put_stack(const struct report *r, struct buf *b)
{
	json_begin(b, "sources", '[');
	for (size_t i = 0; i < r->nlines; i++)
		put_line(&r->lines[i], b);
	buf_putc(b, ']');
	json_begin(b, "stack", '{');
	json_text(b, "result", r->verdict);
	json_text(b, "client_id", r->id);
	json_text(b, "client_id_from", r->id_from);
	json_text(b, "client_secret_from", r->secret_from);
	buf_putc(b, '}');
}

void report_json_attempts(const struct report *r, const char *name, struct buf *b)
{
	json_begin(b, name, '[');
	for (size_t i = 0; i < r->nattempts; i++) {
		const struct report_attempt *a = &r->attempts[i];
		json_begin(b, NULL, '{');
		json_text(b, "url", a->url);
		json_text(b, "outcome", a->outcome);
		json_boolean(b, "used", a->used);
		json_boolean(b, "from_cache", a->kept);
		if (a->http != 0)
			json_number(b, "status", a->http);
		json_number(b, "took_ms", a->took_ms);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
}

static void put_discovery(const struct report *r, struct buf *b)
{
	report_json_attempts(r, "discovery", b);
	json_begin(b, "metadata", '{');
	json_text(b, "token_endpoint", r->endpoint);
	json_text(b, "document", r->document);
	json_text(b, "auth", r->auth);
	json_text(b, "auth_methods_offered", r->methods);
	json_name(b, "client_credentials_offered");
	buf_puts(b, r->grant == NULL ? "null" : strcmp(r->grant, "yes") == 0 ? "true" : "false");
	json_text(b, "scopes_offered", r->scopes);
	buf_putc(b, '}');
}

static void put_request(const struct profile *p, struct buf *b)
{
	json_begin(b, "request", '{');
	json_text(b, "scope", p->scope);
	json_text(b, "audience", p->audience);
	json_begin(b, "resources", '[');
	for (size_t i = 0; i < p->nresources; i++)
		json_text(b, NULL, p->resources[i]);
	buf_puts(b, "]}");
}

static void put_cache(const struct report_cache *c, struct buf *b)
{
	json_begin(b, "cache", '{');
	json_text(b, "state", cache_state_word(c->state));
	if (cache_is_valid(c->state)) {
		json_number(b, "left_s", c->left_s);
		json_number(b, "age_s", c->age_s);
	} else {
		json_text(b, "why", c->why);
	}
	if (c->failed) {
		json_begin(b, "failure", '{');
		json_number(b, "code", c->failure.err.code);
		json_text(b, "text", c->failure.err.text);
		json_number(b, "age_s", c->failure.age_s);
		json_number(b, "left_s", c->failure.left_s);
		buf_putc(b, '}');
	}
	if (c->rejecting)
		json_number(b, "rejecting_s", c->wait_s);
	buf_putc(b, '}');
}

void report_json(const struct report *r, struct buf *b)
{
	json_begin(b, NULL, '{');
	put_profile(r->profile, b);
	put_stack(r, b);
	put_discovery(r, b);
	put_request(r->profile, b);
	put_cache(&r->cache, b);
	json_begin(b, "verdict", '{');
	json_err(b, r->code != 0 ? &r->err : &(struct err){ 0 });
	buf_puts(b, "}}\n");
}
