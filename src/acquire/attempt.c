/* One attempt: from the stack to the answer of the server, whatever it is asked for. */
#include "base/banned.h"
#include "acquire/acquired.h"
#include "acquire/attempt.h"
#include "base/trace.h"
#include "oauth/operations.h"

int attempt_ask_token(struct acquisition *a, void *arg, struct oauth_problem *problem,
		      struct err *err)
{
	return oauth_request(&a->oauth, &a->metadata, &a->outcome.credential,
			     a->request->deadline_ms, arg, problem, err);
}

/*
 * The server refused the credential: a source may have a newer one. Asks again only if that is so. Returns the
 * result of the second request, or the first error.
 */
static int ask_refreshed(struct acquisition *a, attempt_ask_fn ask, void *arg,
			 struct oauth_problem *problem, struct err *err)
{
	struct stack_outcome outcome = { .result = RESULT_INTERNAL };
	struct err ignored;
	int first = err->code;

	trace("stack: the server refused the credentials, the sources are asked once more");
	bool newer = acquisition_gather(a, true, &outcome, &ignored) == 0 &&
		     !credential_equal(&outcome.credential, &a->outcome.credential);

	if (!newer) {
		stack_outcome_clear(&outcome);
		return first;
	}
	stack_outcome_clear(&a->outcome);
	a->outcome = outcome;
	int r = acquisition_take_credential(a, err);
	if (r != 0)
		return r;
	*problem = (struct oauth_problem){ 0 };
	return ask(a, arg, problem, err);
}

int attempt_send(struct acquisition *a, attempt_ask_fn ask, void *arg,
		 struct oauth_problem *problem, struct err *err)
{
	int r;

	if ((r = acquisition_take_credential(a, err)) != 0 ||
	    (r = acquisition_check_refused(a, err)) != 0)
		return r;
	*problem = (struct oauth_problem){ 0 };
	r = ask(a, arg, problem, err);
	if (r != 0 && problem->failure == OAUTH_FAIL_REFUSED)
		r = ask_refreshed(a, ask, arg, problem, err);
	return r;
}

/* At the endpoint that is known. */
static int run_here(struct acquisition *a, attempt_ask_fn ask, void *arg, struct buf *warnings,
		    struct oauth_problem *problem, struct err *err)
{
	int r = acquisition_gather(a, false, &a->outcome, err);

	for (size_t i = 0; i < a->outcome.nwarnings; i++)
		acquired_warn(warnings, a->outcome.warnings[i]);
	return r != 0 ? r : attempt_send(a, ask, arg, problem, err);
}

int attempt_run(struct acquisition *a, enum oauth_operation operation, attempt_ask_fn ask,
		void *arg, struct buf *warnings, struct oauth_problem *problem, struct err *err)
{
	int r = run_here(a, ask, arg, warnings, problem, err);

	/* The endpoint misbehaves. It may have moved, so discover it again. */
	if ((r == EXIT_PROTOCOL || r == EXIT_NOHOST) && acquisition_moved(a, operation)) {
		stack_outcome_clear(&a->outcome);
		buf_reset(warnings);
		*problem = (struct oauth_problem){ 0 };
		r = run_here(a, ask, arg, warnings, problem, err);
	}
	return r;
}
