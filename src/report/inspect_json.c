/* ccred inspect for programs: one JSON document (RFC 8259). */
#include "report/report.h"
#include "base/json_out.h"

static void put_cached(const struct report *r, struct buf *b)
{
	const struct cache_token *t = &r->cached;

	json_begin(b, "cache", '{');
	json_text(b, "state", cache_state_word(r->state));
	json_text(b, "token_type", "Bearer");
	json_text(b, "scope", t->scope);
	json_number(b, "left_s", t->left_s);
	json_number(b, "age_s", t->age_s);
	json_number(b, "lifetime_s", t->lifetime_s);
	json_number(b, "expires_at", t->expires_s);
	buf_putc(b, '}');
}

/* As an object, of the claims that have a value in JSON. */
static void put_claims(const struct inspection *i, const char *key, enum oauth_part part,
		       struct buf *b)
{
	json_begin(b, key, '{');
	for (size_t k = 0; k < i->nclaims; k++) {
		const struct oauth_claim *c = &i->claims[k];
		if (c->part != part || c->json == NULL)
			continue;
		/* The name is escaped, but not as JSON has it. */
		json_name(b, NULL);
		buf_putc(b, '"');
		json_escape(b, c->name);
		buf_printf(b, "\":%s", c->json);
	}
	buf_putc(b, '}');
}

static void put_omitted(const struct inspection *i, struct buf *b)
{
	static const char *const parts[] = {
		[OAUTH_PART_HEADER] = "header",
		[OAUTH_PART_PAYLOAD] = "payload",
		[OAUTH_PART_SERVER] = "server",
	};

	json_begin(b, "omitted", '[');
	for (size_t k = 0; k < i->nclaims; k++) {
		const struct oauth_claim *c = &i->claims[k];
		if (c->json != NULL)
			continue;
		json_begin(b, NULL, '{');
		json_text(b, "part", parts[c->part]);
		json_text(b, "name", c->name);
		json_text(b, "text", c->text);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
	json_number(b, "more", (int64_t)i->more);
}

void inspect_json(const struct report *r, const struct err *failure, struct buf *b)
{
	const struct inspection *i = &r->inspection;
	const struct profile *p = r->a.profile;

	json_begin(b, NULL, '{');
	json_text(b, "profile", p->name);
	json_text(b, "file", p->file);
	json_number(b, "line", p->line);
	json_text(b, "target", p->target);
	json_text(b, "tenant", p->tenant);
	put_cached(r, b);
	json_begin(b, "server", '{');
	json_name(b, "active");
	buf_puts(b, !i->asked ? "null" : i->active ? "true" : "false");
	json_text(b, "unoffered", r->got.unoffered);
	put_claims(i, "claims", OAUTH_PART_SERVER, b);
	buf_putc(b, '}');
	if (i->jwt) {
		json_begin(b, "jwt", '{');
		json_boolean(b, "verified", false);
		put_claims(i, "header", OAUTH_PART_HEADER, b);
		put_claims(i, "payload", OAUTH_PART_PAYLOAD, b);
		buf_putc(b, '}');
	} else {
		json_text(b, "jwt", NULL);
	}
	put_omitted(i, b);
	json_begin(b, "verdict", '{');
	json_err(b, failure != NULL ? failure : &(struct err){ 0 });
	buf_puts(b, "}}\n");
}
