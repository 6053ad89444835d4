/* The slow path: configuration, discovery, stack, token request and cache, wired together. */
#include "base/banned.h"
#include "acquire/acquire.h"
#include "acquire/capture.h"
#include "base/limits.h"
#include "cache/cache.h"
#include "config/config.h"
#include "oauth/oauth.h"
#include "stack/run.h"
#include "stack/stack.h"

/* Metadata is asked for again after an hour at the latest. */
#define METADATA_MAX_AGE_S 3600

/* Room for everything that a request says, secret included. */
#define LIMIT_DESCRIPTION (256u * 1024)

/* Everything that one acquire holds. */
struct job {
	const struct acquire_request *request;
	struct profile *profile;
	struct cache *cache; /* NULL: no place for one */
	struct cache_key *key;
	struct oauth_config oauth;
	const char **param_names, **param_values;
	struct oauth_metadata metadata;
	struct stack_outcome outcome;
	char secret_from[256];
	unsigned char print[CACHE_PRINT_SIZE]; /* of the request as it will be sent */
};

static bool get_document(void *arg, const char *key, struct buf *ret_document)
{
	return cache_document(arg, key, METADATA_MAX_AGE_S, ret_document);
}

static void put_document(void *arg, const char *key, const void *data, size_t len)
{
	cache_keep_document(arg, key, data, len);
}

static void warn(struct acquired *a, const char *text)
{
	kv_put_escaped(&a->warnings, "warning", text, strlen(text));
}

static const char *sent_value(const void *arg, const char *name)
{
	return acquire_var(arg, name);
}

static int make_key(struct job *job, struct err *err)
{
	struct capture capture = { 0 };
	int r = capture_new(job->profile, sent_value, job->request, &capture, err);

	if (r == 0)
		r = capture_key(job->profile, &capture, job->cache, &job->key, err);
	capture_clear(&capture);
	return r;
}

static int oauth_words(struct job *job, struct err *err)
{
	const struct profile *p = job->profile;

	job->param_names = calloc(p->nparams + 1, sizeof(char *));
	job->param_values = calloc(p->nparams + 1, sizeof(char *));
	if (job->param_names == NULL || job->param_values == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < p->nparams; i++) {
		job->param_names[i] = p->params[i].name;
		job->param_values[i] = p->params[i].value;
	}
	/* The two enums are the same words in the same order; neither module knows the other. */
	_Static_assert((int)DISCOVERY_NONE == (int)OAUTH_DISCOVERY_NONE, "discovery");
	_Static_assert((int)DISCOVERY_URL == (int)OAUTH_DISCOVERY_URL, "discovery");
	_Static_assert((int)CLIENT_AUTH_POST == (int)OAUTH_AUTH_POST, "client-auth");
	job->oauth = (struct oauth_config){
		.issuer = p->issuer,
		.token_endpoint = p->token_endpoint,
		.discovery = (int)p->discovery,
		.discovery_url = p->discovery_url,
		.allow_origins = (const char *const *)p->allow_origins,
		.nallow_origins = p->nallow_origins,
		.client_auth = (int)p->client_auth,
		.basic_raw = p->basic_raw,
		.audience = p->audience,
		.resources = (const char *const *)p->resources,
		.nresources = p->nresources,
		.scope = p->scope,
		.param_names = job->param_names,
		.param_values = job->param_values,
		.nparams = p->nparams,
		.ca_file = p->ca_file,
		.allow_http_loopback = p->allow_http_loopback,
		.secret_from = job->secret_from,
	};
	return 0;
}

static int prepare(struct job *job, struct acquired *a, struct err *err)
{
	const struct acquire_request *rq = job->request;
	struct config_query query = { .name = rq->profile, .tenant = rq->tenant };
	enum config_match match;
	struct err ignored;
	int r;

	if ((r = config_find(&query, &match, &job->profile, err)) != 0)
		return r;
	if (match != CONFIG_FOUND)
		return err_set(err, EXIT_CONFIG, "there is no profile of this name");
	/* Without a place for it the token is still given; the caller has said so. */
	if (rq->key != NULL && cache_open(job->profile->cache_dir, &job->cache, &ignored) == 0) {
		if ((r = make_key(job, err)) != 0)
			return r;
		if (strcmp(cache_key_name(job->key), rq->key) != 0) {
			a->stale = true;
			return err_set(err, EXIT_TEMPFAIL,
				       "the configuration changed while the call ran: call again");
		}
	}
	if ((r = run_check(job->profile, err)) != 0)
		return r;
	return oauth_words(job, err);
}

/* Runs the stack, and takes the print of the request that its bundle makes. */
static int gather(struct job *job, bool refresh, struct stack_outcome *ret_outcome, struct err *err)
{
	struct run_context context = { job->request->vars, job->request->nvars };
	struct stack_request request = {
		.profile = job->profile,
		.token_endpoint = job->metadata.token_endpoint,
		.deadline_ms = job->request->deadline_ms,
		.interactive = job->request->interactive,
		.refresh = refresh,
		.arg = &context,
	};

	return stack_run(&request, run_source, ret_outcome, err);
}

static int take_print(struct job *job, struct err *err)
{
	const struct bundle *b = &job->outcome.bundle;
	const struct source *from = b->secret_from;
	struct buf text = BUF_SECRET(LIMIT_DESCRIPTION);
	int r;

	if (from != NULL)
		snprintf(job->secret_from, sizeof(job->secret_from), "%s:%u: %s", from->file,
			 from->line, from->plugin != NULL ? from->plugin : from->stack);
	r = oauth_describe(&job->oauth, &job->metadata, b->client_id, b->client_secret, &text, err);
	if (r == 0 && job->cache != NULL)
		cache_print(job->cache, text.data, text.len, job->print);
	buf_free(&text);
	return r;
}

/* A request that was refused is not sent again before its time, so that no account is locked out. */
static int check_refused(const struct job *job, struct err *err)
{
	struct cache_failure f;

	if (job->cache == NULL || !cache_failure(job->cache, job->key, &f) ||
	    f.kind != CACHE_FAILURE_REFUSED || memcmp(f.print, job->print, sizeof(f.print)) != 0)
		return 0;
	*err = f.err;
	err_hint(err, "refused %lld s ago and not asked again for %lld s, as nothing has changed",
		 (long long)f.age_s, (long long)f.left_s);
	return err->code;
}

static int ask(struct job *job, struct oauth_token *ret_token, struct oauth_problem *problem,
	       struct err *err)
{
	const struct bundle *b = &job->outcome.bundle;

	*problem = (struct oauth_problem){ 0 };
	return oauth_request(&job->oauth, &job->metadata, b->client_id, b->client_secret,
			     job->request->deadline_ms, ret_token, problem, err);
}

/*
 * The server refused the credentials: a source may have newer ones. Asks again only if it has.
 * Returns the result of the second request, or the first error.
 */
static int ask_refreshed(struct job *job, struct oauth_token *ret_token,
			 struct oauth_problem *problem, struct err *err)
{
	struct stack_outcome outcome = { 0 };
	struct err ignored;
	int first = err->code;
	bool newer = gather(job, true, &outcome, &ignored) == 0 &&
		     !bundle_equal(&outcome.bundle, &job->outcome.bundle);

	if (!newer) {
		stack_outcome_clear(&outcome);
		return first;
	}
	stack_outcome_clear(&job->outcome);
	job->outcome = outcome;
	int r = take_print(job, err);
	return r != 0 ? r : ask(job, ret_token, problem, err);
}

/* What later callers are to know of a failure. */
static void share(const struct job *job, const struct oauth_problem *problem, const struct err *err)
{
	if (job->cache == NULL)
		return;
	if (problem->failure == OAUTH_FAIL_SERVER)
		cache_fail(job->cache, job->key, CACHE_FAILURE_SERVER, NULL, problem->retry_after_s,
			   err);
	else if (problem->failure == OAUTH_FAIL_REFUSED)
		cache_fail(job->cache, job->key, CACHE_FAILURE_REFUSED, job->print, 0, err);
}

static int keep(struct job *job, struct oauth_token *t, struct acquired *a, struct err *err)
{
	struct err why = { 0 };
	int r = 0;

	if (t->warning != NULL)
		warn(a, t->warning);
	if (t->lifetime_s > 0 && job->cache != NULL) {
		r = cache_store(job->cache, job->key, &t->asked, t->token, t->lifetime_s, t->scope,
				&why);
		if (r == EXIT_DENIED) {
			*err = why;
			return r;
		}
		if (r != 0)
			warn(a, why.text); /* a full disk costs the cache, not the token */
	}
	a->token = t->token;
	t->token = NULL;
	a->scope = t->scope;
	t->scope = NULL;
	a->lifetime_s = t->lifetime_s;
	a->expires_s = t->lifetime_s > 0 ? t->asked.wall_s + t->lifetime_s : 0;
	return 0;
}

static int run(struct job *job, struct acquired *a, struct err *err)
{
	struct oauth_store store = { get_document, put_document, job->cache };
	struct oauth_problem problem = { 0 };
	struct oauth_token token = { 0 };
	int r;

	r = oauth_discover(&job->oauth, job->cache != NULL ? &store : NULL,
			   job->request->deadline_ms, &job->metadata, &problem, err);
	if (r != 0) {
		share(job, &problem, err);
		return r;
	}
	r = gather(job, false, &job->outcome, err);
	for (size_t i = 0; i < job->outcome.nwarnings; i++)
		warn(a, job->outcome.warnings[i]);
	if (r != 0 || (r = take_print(job, err)) != 0 || (r = check_refused(job, err)) != 0)
		return r;
	r = ask(job, &token, &problem, err);
	if (r != 0 && problem.failure == OAUTH_FAIL_REFUSED)
		r = ask_refreshed(job, &token, &problem, err);
	if (r != 0)
		share(job, &problem, err);
	else
		r = keep(job, &token, a, err);
	oauth_token_clear(&token);
	return r;
}

int acquire(const struct acquire_request *request, struct acquired *ret_acquired, struct err *err)
{
	struct job job = { .request = request };
	int r = prepare(&job, ret_acquired, err);

	if (r == 0)
		r = run(&job, ret_acquired, err);
	stack_outcome_clear(&job.outcome);
	oauth_metadata_clear(&job.metadata);
	free(job.param_names);
	free(job.param_values);
	cache_key_free(&job.key);
	cache_close(&job.cache);
	profile_free(&job.profile);
	return r;
}

void acquired_clear(struct acquired *a)
{
	secret_free(&a->token);
	free(a->scope);
	buf_free(&a->warnings);
	*a = (struct acquired){ 0 };
}
