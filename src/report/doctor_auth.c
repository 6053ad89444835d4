/* What ccred doctor says of client authentication: the method, why it is taken, and the assertion
 * as it is sent. */
#include "base/layout.h"
#include "report/doctor.h"

/* What a server's clock may differ by without a word: others allow for seconds. */
#define SKEW_S 30

/* The methods on their way into a step. */
struct methods {
	const struct auth_method *taken;
	/* The metadata name the one that is taken. */
	bool offered;
	/* For a person, and the elements of a JSON list. */
	struct buf passed, json;
};

/* Why a method was passed over. later: another one is taken before it. */
static const char *why(const struct auth_choice *c, bool later)
{
	static const char *const words[] = {
		[AUTH_FITS] = "comes after",
		[AUTH_NOT_NAMED] = "is taken only if client-auth names it",
		[AUTH_NOT_OFFERED] = "the server does not offer it",
	};

	if (c->verdict == AUTH_LACKING)
		return c->method->wants;
	return c->verdict == AUTH_FITS && !later ? "is taken" : words[c->verdict];
}

/* An auth_told_fn; arg is struct methods. A person is told what could have been taken, or what the
 * server names. */
static void tell(const struct auth_choice *c, void *arg)
{
	struct methods *m = arg;
	const char *needs = c->verdict == AUTH_LACKING ? "needs " : "";
	bool later = m->taken != NULL;

	json_begin(&m->json, NULL, '{');
	json_text(&m->json, "method", c->method->name);
	json_boolean(&m->json, "taken", c->verdict == AUTH_FITS && !later);
	json_boolean(&m->json, "offered", c->offered);
	json_boolean(&m->json, "credential", c->serves);
	json_name(&m->json, "text");
	buf_printf(&m->json, "\"%s%s\"}", needs, why(c, later));
	if (c->verdict == AUTH_FITS && !later) {
		m->taken = c->method;
		m->offered = c->offered;
	} else if (c->verdict == AUTH_NOT_NAMED ? c->serves && c->offered
		   : later                      ? c->serves
						: c->serves || c->offered) {
		buf_printf(&m->passed, "%s%s: %s%s", m->passed.len > 0 ? "; " : "", c->method->name,
			   needs, why(c, later));
	}
}

static void put_method(struct doctor *d, const struct report *r)
{
	const struct oauth_config *o = &r->a.oauth;
	const char *offered = auth_offered(&r->a.metadata, OAUTH_GRANT);
	const struct auth_attempt attempt = { o, &r->a.metadata, OAUTH_GRANT,
					      &r->a.outcome.credential };
	struct methods m = { .taken = NULL };
	bool named = o->client_auth != NULL;

	auth_explain(&attempt, tell, &m);
	if (m.taken == NULL) {
		doctor_add(d, "auth", DOCTOR_SKIPPED, "no method fits: see above");
	} else if (named && offered != NULL) {
		doctor_add(
			d, "auth", m.offered ? DOCTOR_OK : DOCTOR_WARNING,
			m.offered
				? "%s: client-auth names it"
				: "%s: client-auth names it, and the server does not offer it (%s): "
				  "correct client-auth, or have it allowed",
			m.taken->name, offered);
		if (!m.offered)
			doctor_edit_profile(d, r);
	} else {
		doctor_add(d, "auth", DOCTOR_OK, "%s: %s%s%s", m.taken->name,
			   named ? "client-auth names it"
			   : offered == NULL
				   ? "the first that the credential serves; the server does not "
				     "say what it offers"
				   : "the first that the credential serves and the server offers",
			   !named && m.passed.len > 0 ? "; passed over: " : "",
			   named ? "" : buf_str(&m.passed));
	}
	json_text(d->json, "method", m.taken != NULL ? m.taken->name : NULL);
	json_text(d->json, "named", o->client_auth);
	doctor_list(d, "methods", &m.json);
	doctor_free(d, &m.passed);
	doctor_free(d, &m.json);
}

/* The claims of a part, "name text" each. */
static void put_claims(const struct inspection_part *part, struct buf *b)
{
	const char *name = buf_str(&part->text), *end = name + part->text.len, *text;
	const char *between = "";

	for (; name < end; name = text + strlen(text) + 1) {
		text = name + strlen(name) + 1;
		buf_printf(b, "%s%s %s", between, name, text);
		between = ", ";
	}
}

static void put_object(struct buf *b, const char *key, const struct inspection_part *part)
{
	json_name(b, key);
	buf_printf(b, "{%s}", buf_str(&part->json));
	b->failed |= buf_error(&part->json);
}

/* What the server's clock makes of the assertion; NULL: nothing is wrong. */
static const char *fault_of_clock(const struct report *r, char out[160])
{
	const struct inspection *i = &r->inspection;
	int64_t server_s = i->sent_s + r->date.ahead_s;
	char time[LAYOUT_TIME_SIZE];

	if (!r->date.known)
		return NULL;
	if (i->expires_s != 0 && i->expires_s <= server_s)
		snprintf(out, 160, "by the server's clock it had expired %s before it came",
			 layout_time(server_s - i->expires_s, time));
	else if (i->issued_s > server_s + SKEW_S)
		snprintf(out, 160, "by the server's clock its iat is %s ahead",
			 layout_time(i->issued_s - server_s, time));
	else
		return NULL;
	return out;
}

/* The assertion. The signature is not shown: whoever has it all could use it. */
static void put_assertion(struct doctor *d, const struct report *r)
{
	const struct inspection *i = &r->inspection;
	struct buf words = BUF_INIT;
	struct err err = { 0 };
	char text[160];

	if (r->sent == NULL)
		return;
	put_claims(&i->parts[OAUTH_PART_HEADER], &words);
	buf_puts(&words, "; ");
	put_claims(&i->parts[OAUTH_PART_PAYLOAD], &words);
	if (i->jwt)
		doctor_add(d, "assertion", DOCTOR_OK, "%s, without its signature: %s",
			   r->rehearsed ? "as it would be sent" : "as sent", buf_str(&words));
	else
		doctor_add(d, "assertion", DOCTOR_OK, "it is no JWT, and is not shown");
	json_boolean(d->json, "sent", !r->rehearsed);
	put_object(d->json, "header", &i->parts[OAUTH_PART_HEADER]);
	put_object(d->json, "payload", &i->parts[OAUTH_PART_PAYLOAD]);
	doctor_free(d, &words);
	if (fault_of_clock(r, text) == NULL)
		return;
	err_set(&err, REASON_CLOCK_OFF, "%s: correct the clock of this machine", text);
	err_fix(&err, "timedatectl set-ntp true");
	doctor_error(d, "assertion",
		     report_why(r, STEP_TOKEN) != NULL ? DOCTOR_FAILURE : DOCTOR_WARNING, &err);
}

void doctor_auth(struct doctor *d, const struct report *r)
{
	if (!report_is_good(r, STEP_DISCOVERY) || credential_empty(&r->a.outcome.credential))
		doctor_add(d, "auth", DOCTOR_SKIPPED, "there is no %s: see above",
			   report_is_good(r, STEP_DISCOVERY) ? "credential" : "server to ask");
	else
		put_method(d, r);
	put_assertion(d, r);
}
