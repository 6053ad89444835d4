/* How a token request ends for later callers: the token or the failure goes into the cache. */
#include "base/banned.h"
#include "acquire/finish.h"
#include "stack/supplier.h"

void finish_failure(const struct acquisition *a, const struct oauth_problem *problem,
		    const struct err *err)
{
	if (a->cache == NULL || a->key == NULL)
		return;
	if (a->refused_before)
		cache_refused_again(a->cache, a->key, a->print);
	else if (problem->failure == OAUTH_FAIL_SERVER)
		cache_fail(a->cache, a->key, CACHE_FAILURE_SERVER, NULL, problem->retry_after_s,
			   err);
	else if (problem->failure == OAUTH_FAIL_REFUSED)
		cache_fail(a->cache, a->key, CACHE_FAILURE_REFUSED, a->print, 0, err);
	else
		cache_fail(a->cache, a->key, CACHE_FAILURE_OTHER, NULL, 0, err);
}

static int store(const struct acquisition *a, const struct oauth_token *t, struct err *err)
{
	struct buf source = BUF_INIT;
	int r;

	supplier_write(a->bound, &a->outcome, &source);
	r = cache_store(a->cache, a->key, &t->asked, t->token, t->lifetime_s, t->scope,
			buf_str(&source), err);
	buf_free(&source);
	return r;
}

int finish_token(struct acquisition *a, struct oauth_token *t, struct acquired *acquired,
		 struct err *err)
{
	struct err why = { 0 };
	char line[ERR_LINE_MAX];
	int r = 0;

	if (t->warning != NULL)
		acquired_warn(&acquired->warnings, t->warning);
	if (t->lifetime_s > 0 && a->cache != NULL) {
		r = store(a, t, &why);
		if (r == EXIT_DENIED) {
			*err = why;
			return r;
		}
		/* A full disk costs the cache, not the token. */
		if (r != 0)
			acquired_warn(&acquired->warnings, err_line(&why, line, sizeof(line)));
	} else if (a->cache != NULL) {
		cache_succeeded(a->cache, a->key);
	}
	acquired->token = t->token;
	t->token = NULL;
	acquired->scope = t->scope;
	t->scope = NULL;
	acquired->expires_s = t->lifetime_s > 0 ? t->asked.wall_s + t->lifetime_s : 0;
	return 0;
}
