/* One attempt: from the stack to the answer of the server, and what of it goes into the cache. */
#include "acquire/attempt.h"
#include "base/trace.h"

int attempt_ask_token(struct acquisition *a, void *arg, struct err *err)
{
	const struct auth_attempt attempt = acquisition_try(a, OAUTH_GRANT);

	return oauth_request(&attempt, a->request->deadline_ms, arg, &a->problem, err);
}

/* For all calls that would send the same, of any profile. It is recorded at once, for there may be
 * another credential, and a refusal of that as well. */
static void record_refusal(struct acquisition *a, const struct err *err)
{
	if (a->problem.failure == OAUTH_FAIL_REFUSED)
		a->refused = a->prints[PRINT_ENDPOINT];
	else if (a->problem.failure == OAUTH_FAIL_REQUEST)
		a->refused = a->prints[PRINT_REQUEST];
	if (a->refused != NULL && a->key != NULL)
		cache_fail(a->cache, acquisition_attempt_key(a), CACHE_FAILURE_REFUSED, a->refused,
			   a->problem.retry_after_s, err);
}

/* Asks with the credential of the outcome, unless it was refused and must wait. */
static int ask_once(struct acquisition *a, attempt_ask_fn ask, void *arg, struct err *err)
{
	int r;

	a->problem = (struct oauth_problem){ 0 };
	a->refused_before = false;
	if ((r = acquisition_take_credential(a, err)) == 0 &&
	    (r = acquisition_check_refused(a, err)) == 0 && (r = ask(a, arg, err)) != 0)
		record_refusal(a, err);
	return r;
}

/*
 * The server refused the credential, now or before: a source may have a newer one. Asks again only
 * if that is so. Returns the result of the second request, or the first error.
 */
static int ask_refreshed(struct acquisition *a, attempt_ask_fn ask, void *arg, struct err *err)
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
	return ask_once(a, ask, arg, err);
}

int attempt_send(struct acquisition *a, attempt_ask_fn ask, void *arg, struct err *err)
{
	int r = ask_once(a, ask, arg, err);
	bool held = a->refused_before && a->refused != a->prints[PRINT_REQUEST];

	if (r != 0 && (held || a->problem.failure == OAUTH_FAIL_REFUSED))
		r = ask_refreshed(a, ask, arg, err);
	return r;
}

/* At the endpoint that is known. */
static int run_here(struct acquisition *a, attempt_ask_fn ask, void *arg, struct buf *warnings,
		    struct err *err)
{
	int r;

	/* What discovery has met is over. */
	a->problem = (struct oauth_problem){ 0 };
	r = acquisition_gather(a, false, &a->outcome, err);
	for (size_t i = 0; i < a->outcome.nwarnings; i++)
		acquired_warn(warnings, a->outcome.warnings[i]);
	return r != 0 ? r : attempt_send(a, ask, arg, err);
}

int attempt_run(struct acquisition *a, enum oauth_operation operation, attempt_ask_fn ask,
		void *arg, struct buf *warnings, struct err *err)
{
	int r;

	a->operation = operation;
	r = run_here(a, ask, arg, warnings, err);
	/* The endpoint misbehaves. It may have moved, so discover it again. */
	if ((r == EXIT_PROTOCOL || r == EXIT_NOHOST) && acquisition_moved(a, operation)) {
		stack_outcome_clear(&a->outcome);
		buf_reset(warnings);
		a->refused = NULL;
		r = run_here(a, ask, arg, warnings, err);
	}
	return r;
}

void finish_failure(const struct acquisition *a, const struct err *err)
{
	enum cache_failure_kind kind = CACHE_FAILURE_OTHER;

	if (a->cache == NULL || a->key == NULL)
		return;
	/* What the system refused to this process, or killed of it, is nobody else's failure. */
	if (err->code == EXIT_OS || err->code == EXIT_SOFTWARE ||
	    a->problem.failure == OAUTH_FAIL_LOCAL)
		kind = CACHE_FAILURE_LOCAL;
	else if (a->problem.failure == OAUTH_FAIL_SERVER)
		kind = CACHE_FAILURE_SERVER;
	if (a->refused != NULL)
		cache_refused_again(a->cache, a->key, a->refused);
	else
		cache_fail(a->cache, a->key, kind, NULL, a->problem.retry_after_s, err);
}

/* A server hands out a token again for as long as it takes it to be good. */
#define REJECTED_AGAIN_S 60

int64_t attempt_certificate_end(const struct credential *credential)
{
	const struct secret *chain = credential->items[ITEM_CERTIFICATE];
	struct http_certificate *certificate = NULL;
	int64_t end_s = credential->expires_s[ITEM_CERTIFICATE];

	if (chain != NULL && end_s == 0 && certificate_read(chain, &certificate, NULL) == 0)
		end_s = certificate->expires_s;
	certificate_free(&certificate);
	return end_s;
}

static int store(const struct acquisition *a, const struct oauth_token *t, struct err *err)
{
	struct buf source = BUF_INIT;
	int r;

	supplier_write(a->bound, &a->outcome, a->proof, &source);
	const struct cache_grant grant = {
		.asked = t->asked,
		.token = t->token,
		.lifetime_s = t->lifetime_s,
		.scope = t->scope,
		.source = buf_str(&source),
		.repeats_secret = t->repeats_secret,
		.binding = t->binding,
		.proof_key = t->proof_key,
		.certificate_end_s = attempt_certificate_end(&a->outcome.credential),
	};
	r = cache_store(a->cache, a->key, &grant, err);
	buf_free(&source);
	return r;
}

void attempt_accepted(const struct acquisition *a)
{
	for (int i = 0; i < N_PRINTS && a->key != NULL; i++)
		cache_accepted(a->cache, a->prints[i]);
}

int finish_token(struct acquisition *a, struct oauth_token *t, struct acquired *acquired,
		 struct err *err)
{
	const struct token_file file = profile_token_file(a->profile);
	struct err why = { 0 };
	char line[ERR_LINE_MAX];
	int r = 0;

	if (t->warning != NULL)
		acquired_warn(&acquired->warnings, t->warning);
	if (a->key != NULL)
		r = store(a, t, &why);
	if (r == EXIT_DENIED) {
		/* A renewal in the background began before the rejection: the next call asks. */
		if (!a->request->detach)
			a->problem = (struct oauth_problem){ .failure = OAUTH_FAIL_SERVER,
							     .retry_after_s = REJECTED_AGAIN_S };
		*err = why;
		return r;
	}
	attempt_accepted(a);
	/* A full disk costs the cache, not the token. */
	if (r != 0)
		acquired_warn(&acquired->warnings, err_line(&why, line, sizeof(line)));
	acquired->expires_s = t->lifetime_s > 0 ? t->asked.wall_s + t->lifetime_s : 0;
	if (file.path != NULL &&
	    token_file_write(&file, t->token, acquired->expires_s, t->scope, &why) != 0)
		acquired_warn(&acquired->warnings, err_line(&why, line, sizeof(line)));
	if (file.path != NULL && t->binding == TOKEN_OF_CERTIFICATE)
		acquired_warn(
			&acquired->warnings,
			"the token is bound to a certificate, which the reader of token-file must "
			"present itself");
	acquired->binding = t->binding;
	acquired->token = t->token;
	t->token = NULL;
	acquired->scope = t->scope;
	t->scope = NULL;
	return 0;
}
