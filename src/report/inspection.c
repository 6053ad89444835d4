/* Reading what ccred-acquire tells of a token, and the form of it for programs. */
#include "base/banned.h"
#include "report/inspection.h"
#include "base/err_kv.h"
#include "base/json_out.h"
#include "base/output.h"

static void take_claim(struct inspection_claim *c, const char *key, const char *value)
{
	if (strcmp(key, "part") == 0)
		c->part = value;
	else if (strcmp(key, "said") == 0)
		c->said = value;
	else if (strcmp(key, "json") == 0)
		c->json = value;
	else if (strcmp(key, "time") == 0)
		c->time_s = (int64_t)strtoll(value, NULL, 10);
}

/* Lines are about the claim= before them; those with a name of their own are not. */
static int take_claims(struct inspection *i)
{
	struct inspection_claim *c = NULL;

	if ((i->claims = calloc(i->kv.n + 1, sizeof(*i->claims))) == NULL)
		return -1;
	for (size_t k = 0; k < i->kv.n; k++) {
		const char *key = i->kv.lines[k].key, *value = i->kv.lines[k].value;
		if (strcmp(key, "claim") == 0) {
			c = &i->claims[i->nclaims++];
			*c = (struct inspection_claim){ .part = "", .name = value, .said = "" };
		} else if (c != NULL) {
			take_claim(c, key, value);
		}
	}
	return 0;
}

static void take_error(struct inspection *i)
{
	err_kv_get(&i->kv, i->code, &i->err);
	if (i->err.text[0] == '\0')
		err_set(&i->err, i->code, "ccred-acquire failed without a reason");
}

int inspection_read(struct buf *text, struct inspection *i, struct err *err)
{
	if (kv_parse(text, &i->kv, NULL) != 0 || kv_get(&i->kv, "status") == NULL)
		return err_set(err, EXIT_SOFTWARE, "ccred-acquire ended without an answer");
	i->code = (int)kv_get_int(&i->kv, "status", EXIT_SOFTWARE);
	/* The error is written as it is, and all else escaped. */
	if (i->code != 0)
		take_error(i);
	i->jwt = kv_get_int(&i->kv, "jwt", 0) == 1;
	i->asked = kv_get(&i->kv, "active") != NULL;
	i->active = kv_get_int(&i->kv, "active", 0) == 1;
	i->more = kv_get_int(&i->kv, "more", 0);
	for (size_t k = 0; k < i->kv.n; k++)
		if (kv_unescape((char *)(uintptr_t)i->kv.lines[k].value) < 0)
			*(char *)(uintptr_t)i->kv.lines[k].value = '\0';
	i->unoffered = kv_get(&i->kv, "unoffered");
	if (i->code == 0 && i->asked && !i->active)
		i->code = err_set(
			&i->err, EXIT_DENIED,
			"the server says that the token is not active: ccred token %s --renew",
			i->profile->name);
	return take_claims(i) != 0 ? err_nomem(err) : 0;
}

void inspection_clear(struct inspection *i)
{
	kv_free(&i->kv);
	free(i->claims);
	*i = (struct inspection){ 0 };
}

static void put_profile(const struct profile *p, struct buf *b)
{
	json_text(b, "profile", p->name);
	json_text(b, "file", p->file);
	json_number(b, "line", p->line);
	json_text(b, "target", p->target);
	json_text(b, "tenant", p->tenant);
}

static void put_cache(const struct held *h, struct buf *b)
{
	json_begin(b, "cache", '{');
	json_text(b, "state", cache_state_word(h->state));
	json_text(b, "token_type", "Bearer");
	json_text(b, "scope", h->token.scope);
	json_number(b, "left_s", h->token.left_s);
	json_number(b, "age_s", h->token.age_s);
	json_number(b, "lifetime_s", h->token.lifetime_s);
	json_number(b, "expires_at", h->token.expires_s);
	buf_putc(b, '}');
}

/* As an object, of what can be had as it is. */
static void put_claims(const struct inspection *i, const char *key, const char *part, struct buf *b)
{
	json_begin(b, key, '{');
	for (size_t k = 0; k < i->nclaims; k++) {
		const struct inspection_claim *c = &i->claims[k];
		if (strcmp(c->part, part) != 0 || c->json == NULL)
			continue;
		if (b->data[b->len - 1] != '{')
			buf_putc(b, ',');
		buf_putc(b, '"');
		json_escape(b, c->name);
		buf_puts(b, "\":");
		buf_puts(b, c->json);
	}
	buf_putc(b, '}');
}

static void put_omitted(const struct inspection *i, struct buf *b)
{
	json_begin(b, "omitted", '[');
	for (size_t k = 0; k < i->nclaims; k++) {
		const struct inspection_claim *c = &i->claims[k];
		if (c->json != NULL)
			continue;
		json_begin(b, NULL, '{');
		json_text(b, "part", c->part);
		json_text(b, "name", c->name);
		json_text(b, "text", c->said);
		buf_putc(b, '}');
	}
	buf_putc(b, ']');
	json_number(b, "more", i->more);
}

void inspection_json(const struct inspection *i, struct buf *b)
{
	json_begin(b, NULL, '{');
	put_profile(i->profile, b);
	put_cache(i->held, b);
	json_begin(b, "server", '{');
	json_name(b, "active");
	buf_puts(b, !i->asked ? "null" : i->active ? "true" : "false");
	json_text(b, "unoffered", i->unoffered);
	put_claims(i, "claims", "server", b);
	buf_putc(b, '}');
	json_name(b, "jwt");
	if (i->jwt) {
		buf_puts(b, "{\"verified\":false");
		put_claims(i, "header", "header", b);
		put_claims(i, "payload", "payload", b);
		buf_putc(b, '}');
	} else {
		buf_puts(b, "null");
	}
	put_omitted(i, b);
	json_begin(b, "verdict", '{');
	json_err(b, i->code != 0 ? &i->err : &(struct err){ 0 });
	buf_puts(b, "}}\n");
}
