/* The slow path: configuration, discovery, stack, token request and cache, wired together. */
#include "base/banned.h"
#include "acquire/acquisition.h"
#include "stack/supplier.h"

int job_ask_token(struct job *job, void *arg, struct oauth_problem *problem, struct err *err)
{
	const struct bundle *b = &job->outcome.bundle;

	return oauth_request(&job->oauth, &job->metadata, b->client_id, b->client_secret,
			     job->request->deadline_ms, arg, problem, err);
}

/* For callers later, and for a person who asks. */
void job_share(const struct job *job, const struct oauth_problem *problem, const struct err *err)
{
	if (job->cache == NULL || job->key == NULL)
		return;
	if (job->refused_before)
		cache_refused_again(job->cache, job->key, job->print);
	else if (problem->failure == OAUTH_FAIL_SERVER)
		cache_fail(job->cache, job->key, CACHE_FAILURE_SERVER, NULL, problem->retry_after_s,
			   err);
	else if (problem->failure == OAUTH_FAIL_REFUSED)
		cache_fail(job->cache, job->key, CACHE_FAILURE_REFUSED, job->print, 0, err);
	else
		cache_fail(job->cache, job->key, CACHE_FAILURE_OTHER, NULL, 0, err);
}

int job_keep(struct job *job, struct oauth_token *t, struct acquired *a, struct err *err)
{
	struct buf source = BUF_INIT;
	struct err why = { 0 };
	int r = 0;

	if (t->warning != NULL)
		job_warn(&a->warnings, t->warning);
	if (t->lifetime_s > 0 && job->cache != NULL) {
		supplier_write(job->profile, &job->outcome, &source);
		r = cache_store(job->cache, job->key, &t->asked, t->token, t->lifetime_s, t->scope,
				buf_str(&source), &why);
		buf_free(&source);
		if (r == EXIT_DENIED) {
			*err = why;
			return r;
		}
		/* A full disk costs the cache, not the token. */
		if (r != 0)
			job_warn(&a->warnings, why.text);
	} else if (job->cache != NULL) {
		cache_succeeded(job->cache, job->key);
	}
	a->token = t->token;
	t->token = NULL;
	a->scope = t->scope;
	t->scope = NULL;
	a->expires_s = t->lifetime_s > 0 ? t->asked.wall_s + t->lifetime_s : 0;
	return 0;
}

static int run(struct job *job, struct acquired *a, struct oauth_problem *problem, struct err *err)
{
	struct oauth_token token = { 0 };
	int r;

	if ((r = job_discover(job, problem, err)) == 0)
		r = job_attempt(job, OAUTH_GRANT, job_ask_token, &token, &a->warnings, problem,
				err);
	if (r == 0)
		r = job_keep(job, &token, a, err);
	oauth_token_clear(&token);
	return r;
}

static int take_given(struct job *job, struct err *err)
{
	const struct acquire_request *rq = job->request;
	struct bundle *b = &job->outcome.bundle;

	if (secret_new(rq->client_id, strlen(rq->client_id), &b->client_id) != 0 ||
	    secret_new(rq->client_secret, strlen(rq->client_secret), &b->client_secret) != 0)
		return err_nomem(err);
	return 0;
}

int acquire_prove(const struct acquire_request *request, struct acquired *ret_acquired,
		  struct err *err)
{
	struct job job = { .request = request };
	struct oauth_problem problem = { 0 };
	struct oauth_token token = { 0 };
	int r;

	if ((r = job_prepare(&job, err)) == 0 && (r = job_discover(&job, &problem, err)) == 0 &&
	    (r = take_given(&job, err)) == 0 &&
	    (r = job_ask_token(&job, &token, &problem, err)) == 0) {
		ret_acquired->scope = token.scope;
		token.scope = NULL;
		if (token.lifetime_s > 0)
			ret_acquired->expires_s = token.asked.wall_s + token.lifetime_s;
		if (token.warning != NULL)
			job_warn(&ret_acquired->warnings, token.warning);
	}
	oauth_token_clear(&token);
	job_clear(&job);
	return r;
}

int acquire(const struct acquire_request *request, struct acquired *ret_acquired, struct err *err)
{
	struct job job = { .request = request };
	struct oauth_problem problem = { 0 };
	int r = job_prepare(&job, err);

	if (r == 0)
		r = run(&job, ret_acquired, &problem, err);
	if (r != 0)
		job_share(&job, &problem, err);
	job_clear(&job);
	return r;
}

void acquired_clear(struct acquired *a)
{
	secret_free(&a->token);
	free(a->scope);
	buf_free(&a->warnings);
	buf_free(&a->report);
	*a = (struct acquired){ 0 };
}
