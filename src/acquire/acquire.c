/* The token request of a profile: as a caller wants it, and as the proof of a credential. */
#include "base/banned.h"
#include "acquire/acquire.h"
#include "acquire/attempt.h"

int acquire(const struct acquire_request *request, struct acquired *ret_acquired, struct err *err)
{
	struct acquisition a = { .request = request };
	struct oauth_problem problem = { 0 };
	struct oauth_token token = { 0 };
	int r;

	if ((r = acquisition_prepare(&a, err)) == 0 &&
	    (r = acquisition_discover(&a, NULL, NULL, &problem, err)) == 0 &&
	    (r = attempt_run(&a, OAUTH_GRANT, attempt_ask_token, &token, &ret_acquired->warnings,
			     &problem, err)) == 0)
		r = finish_token(&a, &token, ret_acquired, err);
	if (r != 0)
		finish_failure(&a, &problem, err);
	oauth_token_clear(&token);
	acquisition_clear(&a);
	return r;
}

int acquire_discover(const struct acquire_request *request, struct acquired *ret_acquired,
		     struct err *err)
{
	struct acquisition a = { .request = request };
	const struct oauth_metadata *m = &a.metadata;
	struct buf *b = &ret_acquired->report;
	struct oauth_problem problem;
	struct err ignored = { 0 };
	int r;

	if ((r = acquisition_prepare(&a, err)) == 0 &&
	    (r = acquisition_discover(&a, NULL, NULL, &problem, err)) == 0) {
		kv_put_text(b, "endpoint", m->endpoints[OAUTH_GRANT].url);
		kv_put_text(b, "document", m->document_url);
		kv_put_text(b, "methods", m->endpoints[OAUTH_GRANT].methods);
		kv_put_text(b, "scopes", m->scopes);
		if (m->grants_known)
			kv_put_text(b, "grant", m->grant_client_credentials ? "yes" : "no");
		(void)acquisition_gather(&a, false, &a.outcome, &ignored);
		if (a.outcome.nevents > 0)
			kv_put_text(b, "result", result_name(a.outcome.events[0].result));
	}
	acquisition_clear(&a);
	return r;
}

int acquire_prove(const struct acquire_request *request, struct acquired *ret_acquired,
		  struct err *err)
{
	struct acquisition a = { .request = request };
	struct oauth_problem problem = { 0 };
	struct oauth_token token = { 0 };
	int r;

	if (credential_empty(&request->given))
		return err_set(err, REASON_ACQUIRE_REQUEST,
			       "ccred-acquire was sent no credential to prove");
	if ((r = acquisition_prepare(&a, err)) == 0 &&
	    (r = acquisition_discover(&a, NULL, NULL, &problem, err)) == 0 &&
	    (r = credential_copy(&request->given, &a.outcome.credential, err)) == 0 &&
	    (r = attempt_ask_token(&a, &token, &problem, err)) == 0) {
		ret_acquired->scope = token.scope;
		token.scope = NULL;
		if (token.lifetime_s > 0)
			ret_acquired->expires_s = token.asked.wall_s + token.lifetime_s;
		if (token.warning != NULL)
			acquired_warn(&ret_acquired->warnings, token.warning);
	}
	oauth_token_clear(&token);
	acquisition_clear(&a);
	return r;
}
