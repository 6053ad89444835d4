/* What ccred explain says of the cache: the token that a call would find, and what is remembered of
 * failures. */
#include "report/doctor.h"

static void put_token(struct doctor *d, const struct report *r)
{
	const struct cache_token *t = &r->cached;
	const char *none = r->why[STEP_CACHE].text, *why = none[0] != '\0' ? none : t->why;
	const char *state = cache_state_word(r->state);

	if (!cache_is_valid(r->state)) {
		doctor_add(d, "cache", DOCTOR_OK, "no token%s%s", why != NULL ? ": " : "",
			   why != NULL ? why : "");
		json_text(d->json, "state", state);
		json_text(d->json, "why", why);
		return;
	}
	doctor_add(d, "cache", DOCTOR_OK, "a token for %lld s more, %lld s old, %s: %s",
		   (long long)t->left_s, (long long)t->age_s, state,
		   r->state == CACHE_EXPIRING ? "a call waits for a new one"
					      : "a call is answered with it");
	json_text(d->json, "state", state);
	json_text(d->json, "why", NULL);
	json_number(d->json, "left_s", t->left_s);
	json_number(d->json, "age_s", t->age_s);
}

void doctor_cached(struct doctor *d, const struct report *r)
{
	const struct err *why = report_why(r, STEP_CACHE);
	char line[ERR_LINE_MAX];
	struct cache_failure f;
	int64_t wait_s;

	if (why != NULL) {
		doctor_error(d, "cache", DOCTOR_FAILURE, why);
		return;
	}
	put_token(d, r);
	if (r->a.key != NULL && cache_failure(r->a.cache, r->a.key, &f)) {
		doctor_add(
			d, "cache", DOCTOR_WARNING,
			"the last call failed %lld s ago (%d), and no call asks again for %lld s: %s",
			(long long)f.age_s, f.err.code, (long long)f.left_s,
			err_line(&f.err, line, sizeof(line)));
		json_begin(d->json, "failure", '{');
		json_err(d->json, &f.err);
		json_number(d->json, "age_s", f.age_s);
		json_number(d->json, "left_s", f.left_s);
		buf_putc(d->json, '}');
	}
	if (r->a.key != NULL && cache_rejecting(r->a.cache, r->a.key, &wait_s)) {
		doctor_add(d, "cache", DOCTOR_WARNING,
			   "new tokens are rejected as they come; the next is asked for in %lld s",
			   (long long)wait_s);
		json_number(d->json, "rejecting_s", wait_s);
	}
}
