/* The step of a report that asks for a token. */
#include "base/banned.h"
#include "report/report.h"
#include "acquire/attempt.h"

/* The lease of the key is held: the token or the refusal is shared, as that of any call. */
int report_token(struct report *r, struct err *err)
{
	struct acquisition *a = &r->a;
	struct cache_lease *lease = NULL;
	struct oauth_problem problem = { 0 };
	struct oauth_token token = { 0 };
	int code = 0;

	if (a->cache != NULL)
		code = cache_lease_wait(a->cache, a->key, r->acquire.deadline_ms, &lease, err);
	/* Where no lease can be had, on a full disk for example, every caller asks the server itself. */
	if (code != EXIT_TEMPFAIL) {
		*err = (struct err){ 0 };
		code = attempt_send(a, attempt_ask_token, &token, &problem, err);
		if (code != 0)
			finish_failure(a, &problem, err);
	}
	if (problem.date.known)
		r->date = problem.date;
	if (code == 0) {
		r->lifetime_s = token.lifetime_s;
		if (a->oauth.scope != NULL && token.scope != NULL)
			text_missing(a->oauth.scope, token.scope, r->without, sizeof(r->without));
		code = finish_token(a, &token, &r->got, err);
	}
	cache_lease_release(&lease);
	r->failure = a->refused_before ? OAUTH_FAIL_REFUSED : problem.failure;
	oauth_token_clear(&token);
	return code;
}
