/* One attempt: from the credentials to the answer of the server, whatever it is asked for. */
#include "base/banned.h"
#include "acquire/acquisition.h"
#include "base/trace.h"

void job_warn(struct buf *warnings, const char *text)
{
	kv_put_escaped(warnings, "warning", text, strlen(text));
}

/*
 * The server refused the credentials: a source may have newer ones. Asks again only if it has.
 * Returns the result of the second request, or the first error.
 */
static int ask_refreshed(struct job *job, job_ask_fn ask, void *arg, struct oauth_problem *problem,
			 struct err *err)
{
	struct stack_outcome outcome = { 0 };
	struct err ignored;
	int first = err->code;

	trace("stack: the server refused the credentials, the sources are asked once more");
	bool newer = job_gather(job, true, &outcome, &ignored) == 0 &&
		     !bundle_equal(&outcome.bundle, &job->outcome.bundle);

	if (!newer) {
		stack_outcome_clear(&outcome);
		return first;
	}
	stack_outcome_clear(&job->outcome);
	job->outcome = outcome;
	int r = job_take_print(job, err);
	if (r != 0)
		return r;
	*problem = (struct oauth_problem){ 0 };
	return ask(job, arg, problem, err);
}

int job_send(struct job *job, job_ask_fn ask, void *arg, struct oauth_problem *problem,
	     struct err *err)
{
	int r;

	if ((r = job_take_print(job, err)) != 0 || (r = job_check_refused(job, err)) != 0)
		return r;
	*problem = (struct oauth_problem){ 0 };
	r = ask(job, arg, problem, err);
	if (r != 0 && problem->failure == OAUTH_FAIL_REFUSED)
		r = ask_refreshed(job, ask, arg, problem, err);
	return r;
}

/* At the endpoint that is known. */
static int attempt(struct job *job, job_ask_fn ask, void *arg, struct buf *warnings,
		   struct oauth_problem *problem, struct err *err)
{
	int r = job_gather(job, false, &job->outcome, err);

	for (size_t i = 0; i < job->outcome.nwarnings; i++)
		job_warn(warnings, job->outcome.warnings[i]);
	return r != 0 ? r : job_send(job, ask, arg, problem, err);
}

int job_attempt(struct job *job, enum oauth_operation operation, job_ask_fn ask, void *arg,
		struct buf *warnings, struct oauth_problem *problem, struct err *err)
{
	int r = attempt(job, ask, arg, warnings, problem, err);

	/* Nothing there that answers by the rules: the endpoint may be another one by now. */
	if ((r == EXIT_PROTOCOL || r == EXIT_NOHOST) && job_moved(job, operation)) {
		stack_outcome_clear(&job->outcome);
		buf_reset(warnings);
		*problem = (struct oauth_problem){ 0 };
		r = attempt(job, ask, arg, warnings, problem, err);
	}
	return r;
}
