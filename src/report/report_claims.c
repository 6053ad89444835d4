/* The steps of a report on a token: what it says of itself, and what the server says of it. */
#include "report/report.h"
#include "acquire/acquire.h"
#include "oauth/operations.h"

/* As many bytes of the claims of one part are shown. */
#define CLAIMS_MAX (32u * 1024)

/* Copies a claim. An oauth_claim_fn; arg is the inspection. */
static bool put_claim(const struct oauth_claim *claim, void *arg)
{
	struct inspection *i = arg;
	struct oauth_claim c = *claim, *more;

	if (claim->part != i->part)
		i->part_size = 0;
	i->part = claim->part;
	if (i->part_size > CLAIMS_MAX)
		return false;
	i->part_size += strlen(claim->name) + strlen(claim->text) +
			(claim->json != NULL ? strlen(claim->json) : 0);
	if ((more = reallocarray(i->claims, i->nclaims + 1, sizeof(c))) == NULL)
		return false;
	i->claims = more;
	c.name = strdup(claim->name);
	c.text = strdup(claim->text);
	c.json = claim->json != NULL ? strdup(claim->json) : NULL;
	if (c.name == NULL || c.text == NULL) {
		free_owned(c.name);
		free_owned(c.text);
		free_owned(c.json);
		return false;
	}
	i->claims[i->nclaims++] = c;
	return true;
}

int report_claims(struct report *r, struct err *err)
{
	struct inspection *i = &r->inspection;

	(void)err;
	i->jwt = oauth_jwt(r->cached.token, put_claim, i, &i->more);
	return 0;
}

/* An attempt_ask_fn; arg is the report. */
static int ask(struct acquisition *a, void *arg, struct err *err)
{
	struct report *r = arg;
	struct inspection *i = &r->inspection;
	struct oauth_introspection answer = { .fn = put_claim, .arg = i };
	int code = oauth_token_op(&a->oauth, &a->metadata, &a->outcome.credential, r->cached.token,
				  r->acquire.deadline_ms, &answer, &a->problem, err);

	i->asked = code == 0;
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
		err_fix(err, "ccred token %s --renew", r->a.profile_args);
	}
	return code;
}
