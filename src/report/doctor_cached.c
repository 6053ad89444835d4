/* What ccred explain says of the cache: the token that a call would find, and what is remembered of
 * failures. */
#include "report/doctor.h"
#include "base/layout.h"

static void put_token(struct doctor *d, const struct report *r)
{
	const struct cache_token *t = &r->cached;
	const char *none = r->why[STEP_CACHE].text, *why = none[0] != '\0' ? none : t->why;
	const char *state = cache_state_word(r->state);
	char age[LAYOUT_TIME_SIZE], left[LAYOUT_TIME_SIZE];

	if (!cache_is_valid(r->state)) {
		doctor_add(d, "cache", DOCTOR_OK, "no token%s%s", why != NULL ? ": " : "",
			   why != NULL ? why : "");
		json_text(d->json, "state", state);
		json_text(d->json, "why", why);
		return;
	}
	doctor_add(d, "cache", DOCTOR_OK, "a token for %s more, %s old, %s: %s",
		   layout_time(t->left_s, left), layout_time(t->age_s, age), state,
		   r->state == CACHE_EXPIRING ? "a call waits for a new one"
					      : "a call is answered with it");
	json_text(d->json, "state", state);
	json_text(d->json, "why", NULL);
	json_number(d->json, "left_s", t->left_s);
	json_number(d->json, "age_s", t->age_s);
	if (r->bound_to[0] != '\0')
		doctor_add(d, "cache", DOCTOR_OK, "it is bound to the key %s (DPoP)", r->bound_to);
	json_text(d->json, "jkt", filled(r->bound_to));
}

void doctor_cached(struct doctor *d, const struct report *r)
{
	const struct err *why = report_why(r, STEP_CACHE);
	char line[ERR_LINE_MAX], age[LAYOUT_TIME_SIZE], left[LAYOUT_TIME_SIZE];
	struct cache_failure f;
	int64_t wait_s;

	if (why != NULL) {
		doctor_error(d, "cache", DOCTOR_FAILURE, why);
		return;
	}
	put_token(d, r);
	if (r->a.key != NULL && cache_failure(r->a.cache, r->a.key, &f)) {
		doctor_add(d, "cache", DOCTOR_WARNING,
			   "the last call failed %s ago (%d), and no call asks again for %s: %s",
			   layout_time(f.age_s, age), f.err.code, layout_time(f.left_s, left),
			   err_line(&f.err, line, sizeof(line)));
		json_begin(d->json, "failure", '{');
		json_err(d->json, &f.err);
		json_number(d->json, "age_s", f.age_s);
		json_number(d->json, "left_s", f.left_s);
		buf_putc(d->json, '}');
	}
	if (r->a.key != NULL && cache_rejecting(r->a.cache, r->a.key, &wait_s)) {
		doctor_add(d, "cache", DOCTOR_WARNING,
			   "the API rejects each new token; the next is asked for in %s",
			   layout_time(wait_s, left));
		json_number(d->json, "rejecting_s", wait_s);
	}
}
