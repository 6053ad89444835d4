/* The steps of a report on a token: what it says of itself, and what the server says of it. */
#include "base/banned.h"
#include "report/report.h"
#include "acquire/token_ops.h"
#include "oauth/operations.h"

int report_claims(struct report *r, struct err *err)
{
	struct inspection *i = &r->inspection;

	(void)err;
	i->jwt = oauth_jwt(r->cached.token, inspection_put_claim, i, &i->more);
	return 0;
}

/* An attempt_ask_fn; arg is the report. */
static int ask(struct acquisition *a, void *arg, struct oauth_problem *problem, struct err *err)
{
	struct report *r = arg;
	struct inspection *i = &r->inspection;
	struct oauth_introspection answer = { .fn = inspection_put_claim, .arg = i };
	int code = oauth_token_op(&a->oauth, &a->metadata, &a->outcome.credential, r->cached.token,
				  r->acquire.deadline_ms, &answer, problem, err);

	i->asked = code == 0;
	i->active = i->asked && answer.active;
	i->more += answer.more;
	return code;
}

int report_introspect(struct report *r, struct err *err)
{
	struct inspection *i = &r->inspection;
	int code = token_op_run(&r->a, OAUTH_INTROSPECT, ask, r, &r->got, err);

	if (r->got.unoffered != NULL)
		snprintf(i->unoffered, sizeof(i->unoffered), "%s", r->got.unoffered);
	if (code == 0 && i->asked && !i->active) {
		code = err_set(err, REASON_TOKEN_INACTIVE,
			       "the server says that the token is not active");
		err_fix(err, "ccred token %s --renew", r->a.profile_args);
	}
	return code;
}
