/* ccred inspect: what the cached token says of itself, what the server says of it, and the two
 * forms in which that is printed. */
#include "report/report.h"
#include "acquire/acquire.h"
#include "base/json_out.h"
#include "base/layout.h"
#include "oauth/operations.h"

#include <stdarg.h>

/* As many bytes of the claims of one part are shown. */
#define CLAIMS_MAX (32u * 1024)

/* The longest fact: servers choose some of the words. */
#define FACT_MAX 8192

bool inspect_claim(const struct oauth_claim *c, void *arg)
{
	static const char *const names[] = {
		[OAUTH_PART_HEADER] = "header",
		[OAUTH_PART_PAYLOAD] = "payload",
		[OAUTH_PART_SERVER] = "server",
	};
	struct inspection *i = arg;
	struct inspection_part *part = &i->parts[c->part];
	struct buf *json = c->json != NULL ? &part->json : &i->omitted;
	int width = (int)strlen(c->name);
	char time[LAYOUT_MOMENT_SIZE];
	const char *text = c->time_s != 0 ? layout_moment(c->time_s, time) : c->text;

	if (part->text.len + part->json.len > CLAIMS_MAX)
		return false;
	if (strcmp(c->name, "iat") == 0)
		i->issued_s = c->time_s;
	else if (strcmp(c->name, "exp") == 0)
		i->expires_s = c->time_s;
	part->width = width > part->width ? width : part->width;
	buf_put(&part->text, c->name, strlen(c->name) + 1);
	buf_put(&part->text, text, strlen(text) + 1);
	if (c->json != NULL) {
		/* The name is escaped, but not as JSON has it. */
		json_name(json, NULL);
		buf_putc(json, '"');
		json_escape(json, c->name);
		buf_printf(json, "\":%s", c->json);
	} else {
		json_begin(json, NULL, '{');
		json_text(json, "part", names[c->part]);
		json_text(json, "name", c->name);
		json_text(json, "text", c->text);
		buf_putc(json, '}');
	}
	return true;
}

int report_claims(struct report *r, struct err *err)
{
	/* Which secret it was is not known here: nothing is shown. */
	static const struct redact_list all = { .overflowed = true };
	struct inspection *i = &r->inspection;

	int code = oauth_jwt(r->cached.token, r->cached.repeats_secret ? &all : NULL, inspect_claim,
			     i, &i->more);
	i->jwt = code == 0;
	return code == EXIT_OS ? err_nomem(err) : 0;
}

/* An attempt_ask_fn; arg is the report. */
static int ask(struct acquisition *a, void *arg, struct err *err)
{
	struct report *r = arg;
	struct inspection *i = &r->inspection;
	struct oauth_introspection answer = { .fn = inspect_claim, .arg = i };
	const struct auth_attempt attempt = acquisition_try(a, OAUTH_INTROSPECT);
	int code = oauth_token_op(&attempt, r->cached.token, r->acquire.deadline_ms, &answer,
				  &a->problem, err);

	i->asked = code == 0;
	/* Those of an answer that could not be read to its end. */
	if (!i->asked) {
		buf_reset(&i->parts[OAUTH_PART_SERVER].text);
		buf_reset(&i->parts[OAUTH_PART_SERVER].json);
	}
	i->active = i->asked && answer.active;
	i->more += answer.more;
	return code;
}

int report_introspect(struct report *r, struct err *err)
{
	int code = acquisition_discover(&r->a, err);

	if (code == 0)
		code = token_op_run(&r->a, OAUTH_INTROSPECT, ask, r, &r->got, err);
	if (code == 0 && r->inspection.asked && !r->inspection.active) {
		code = err_set(err, REASON_TOKEN_INACTIVE,
			       "the server says that the token is not active");
		if (r->a.profile->overlay.n == 0)
			err_fix(err, "ccred token %s --renew", r->a.profile_args);
	}
	return code;
}

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

static void put_claims(struct buf *b, const char *label, const struct inspection_part *part)
{
	const char *name = buf_str(&part->text), *end = name + part->text.len, *text;

	for (; name < end; name = text + strlen(text) + 1) {
		text = name + strlen(name) + 1;
		put(b, label, "%-*s  %s", part->width, name, text);
	}
}

static const char *type_of(const struct cache_token *token)
{
	return token->binding == TOKEN_OF_PROOF ? "DPoP" : "Bearer";
}

/* Columns for a person. failure is the first of all steps; NULL: there is none. */
static void put_text(const struct report *r, const struct err *failure, struct buf *b)
{
	const struct inspection *i = &r->inspection;
	const struct profile *p = r->a.profile;
	const struct cache_token *t = &r->cached;
	char line[ERR_LINE_MAX], left[LAYOUT_TIME_SIZE], age[LAYOUT_TIME_SIZE];

	if (p->ad_hoc)
		put(b, "profile", "%s", p->name);
	else
		put(b, "profile", "%s (%s:%u)", p->name, p->file, p->line);
	if (p->tenant != NULL)
		put(b, "tenant", "%s", p->tenant);
	put(b, "cache", "%s, valid for %s more, %s old, type %s", cache_state_word(r->state),
	    layout_time(t->left_s, left), layout_time(t->age_s, age), type_of(t));
	if (r->bound_to[0] != '\0')
		put(b, "bound to", "the key %s, of which each request needs a proof", r->bound_to);
	else if (t->binding == TOKEN_OF_CERTIFICATE)
		put(b, "bound to", "a certificate, which each connection must show");
	put(b, "scope", "%s",
	    t->scope != NULL ? t->scope : "the server did not say what it granted");
	if (i->asked)
		put(b, "server", "the token is %sactive", i->active ? "" : "not ");
	else if (r->got.unoffered != NULL)
		put(b, "server", "was not asked: %s", r->got.unoffered);
	else
		put(b, "server", "gave no answer");
	put_claims(b, "server", &i->parts[OAUTH_PART_SERVER]);
	put(b, "token",
	    i->jwt ? "a JWT; what it says of itself is not verified"
		   : "opaque: it says nothing of itself");
	put_claims(b, "header", &i->parts[OAUTH_PART_HEADER]);
	put_claims(b, "payload", &i->parts[OAUTH_PART_PAYLOAD]);
	if (i->more > 0)
		put(b, "more", "%zu claims are too much to be shown", i->more);
	put(b, "verdict", "%d: %s", failure != NULL ? failure->code : 0,
	    failure != NULL ? err_line(failure, line, sizeof(line))
	    : i->asked      ? "the server takes the token"
			    : "nothing is known against the token");
	if (failure != NULL && failure->hint[0] != '\0')
		put(b, "hint", "%s", failure->hint);
}

static void put_object(struct buf *b, const char *key, const struct inspection_part *part)
{
	json_name(b, key);
	buf_printf(b, "{%s}", buf_str(&part->json));
}

/* One JSON document and a newline. */
static void put_json(const struct report *r, const struct err *failure, struct buf *b)
{
	const struct inspection *i = &r->inspection;
	const struct cache_token *t = &r->cached;
	const struct profile *p = r->a.profile;

	json_begin(b, NULL, '{');
	json_text(b, "profile", p->name);
	json_text(b, "file", p->ad_hoc ? NULL : p->file);
	if (p->ad_hoc)
		json_text(b, "line", NULL);
	else
		json_number(b, "line", p->line);
	json_text(b, "target", p->target);
	json_text(b, "tenant", p->tenant);
	json_begin(b, "cache", '{');
	json_text(b, "state", cache_state_word(r->state));
	json_text(b, "token_type", type_of(t));
	json_text(b, "jkt", filled(r->bound_to));
	json_text(b, "bound_to", token_binding_word(t->binding));
	json_text(b, "scope", t->scope);
	json_number(b, "left_s", t->left_s);
	json_number(b, "age_s", t->age_s);
	json_number(b, "lifetime_s", t->lifetime_s);
	json_number(b, "expires_at", t->expires_s);
	buf_putc(b, '}');
	json_begin(b, "server", '{');
	json_name(b, "active");
	buf_puts(b, !i->asked ? "null" : i->active ? "true" : "false");
	json_text(b, "unoffered", r->got.unoffered);
	put_object(b, "claims", &i->parts[OAUTH_PART_SERVER]);
	buf_putc(b, '}');
	if (i->jwt) {
		json_begin(b, "jwt", '{');
		json_boolean(b, "verified", false);
		put_object(b, "header", &i->parts[OAUTH_PART_HEADER]);
		put_object(b, "payload", &i->parts[OAUTH_PART_PAYLOAD]);
		buf_putc(b, '}');
	} else {
		json_text(b, "jwt", NULL);
	}
	json_name(b, "omitted");
	buf_printf(b, "[%s]", buf_str(&i->omitted));
	json_number(b, "more", (int64_t)i->more);
	json_begin(b, "verdict", '{');
	json_err(b, failure != NULL ? failure : &(struct err){ 0 });
	buf_puts(b, "}}\n");
}

/* The exit code of the report is that of the first failure. */
static void finish(const struct report *r, struct report_output *out)
{
	const struct inspection *i = &r->inspection;
	const struct err *failure = NULL;

	for (int step = 0; step < N_STEPS && failure == NULL; step++)
		failure = report_why(r, step);
	out->code = failure != NULL ? failure->code : 0;
	(r->request->json ? put_json : put_text)(r, failure, &out->text);
	out->text.failed |= r->failed || buf_error(&i->omitted);
	for (size_t k = 0; k < N_INSPECTION_PARTS; k++)
		out->text.failed |= buf_error(&i->parts[k].text) || buf_error(&i->parts[k].json);
}

int run_inspect(const struct report_request *request, struct report_output *out, struct err *err)
{
	struct report report;
	int r;

	if ((r = report_start(&report, request, out, err)) == 0) {
		report_run(&report);
		/* Without a token there is nothing to report. */
		if ((r = report.why[STEP_CACHE].code) == 0)
			finish(&report, out);
		else
			*err = report.why[STEP_CACHE];
	}
	report_clear(&report);
	return r;
}
