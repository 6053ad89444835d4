/* One acquire, step by step: configuration, discovery, stack, and the print of the request. */
#include "base/banned.h"
#include "acquire/acquisition.h"
#include "stack/capture.h"
#include "base/limits.h"
#include "base/trace.h"
#include "config/config.h"
#include "stack/run.h"

/* Room for everything that a request says, secret included. */
#define LIMIT_DESCRIPTION (256u * 1024)

static bool get_document(void *arg, const char *key, struct buf *ret_document)
{
	return cache_document(arg, key, ret_document);
}

static void put_document(void *arg, const char *key, const void *data, size_t len)
{
	cache_keep_document(arg, key, data, len);
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

static int find_profile(struct job *job, struct err *err)
{
	const struct acquire_request *rq = job->request;
	struct config_query query = { .name = rq->profile, .tenant = rq->tenant };
	enum config_match match;
	int r;

	if ((r = config_find(&query, &match, &job->profile, err)) != 0)
		return r;
	if (match != CONFIG_FOUND)
		return err_set(err, EXIT_CONFIG, "there is no profile of this name");
	return 0;
}

static int open_cache(struct job *job)
{
	const char *dir = job->profile->cache_dir;

	return job->request->explain ? cache_peek(dir, &job->cache, NULL)
				     : cache_open(dir, &job->cache, NULL);
}

int job_prepare(struct job *job, struct err *err)
{
	const struct acquire_request *rq = job->request;
	int r;

	if ((r = find_profile(job, err)) != 0)
		return r;
	/* Without a place for it the token is still given; the caller has said so. */
	if (rq->key != NULL && open_cache(job) == 0) {
		if ((r = make_key(job, err)) != 0)
			return r;
		if (strcmp(cache_key_name(job->key), rq->key) != 0) {
			cache_key_free(&job->key);
			return err_set(err, EXIT_TEMPFAIL,
				       "the configuration changed while the call ran: call again");
		}
	}
	/* The doctor looks at all else, too, before that ends it. */
	if (!rq->doctor && (r = run_check(job->profile, err)) != 0)
		return r;
	return oauth_words(job, err);
}

static int discover(const struct job *job, bool anew, struct oauth_metadata *ret_metadata,
		    struct oauth_problem *ret_problem, struct err *err)
{
	struct oauth_store store = {
		.get = anew ? NULL : get_document,
		.put = job->request->explain ? NULL : put_document,
		.arg = job->cache,
	};
	int r = oauth_discover(&job->oauth, job->cache != NULL ? &store : NULL,
			       job->request->deadline_ms, ret_metadata, ret_problem, err);

	if (r == 0)
		trace("discovery: token endpoint %s", ret_metadata->token_endpoint);
	return r;
}

int job_discover(struct job *job, struct oauth_problem *ret_problem, struct err *err)
{
	return discover(job, job->request->doctor, &job->metadata, ret_problem, err);
}

/* Metadata that name none are no reason to ask elsewhere. */
static bool names_another(const struct oauth_metadata *anew, const struct oauth_metadata *kept,
			  enum oauth_operation operation)
{
	const char *url = oauth_endpoint_url(anew, operation),
		   *before = oauth_endpoint_url(kept, operation);

	return url != NULL && (before == NULL || strcmp(url, before) != 0);
}

bool job_moved(struct job *job, enum oauth_operation operation)
{
	struct oauth_metadata anew = { 0 };
	struct oauth_problem ignored;
	struct err why = { 0 };
	bool moved = job->metadata.kept && discover(job, true, &anew, &ignored, &why) == 0 &&
		     names_another(&anew, &job->metadata, operation);

	if (moved) {
		oauth_metadata_clear(&job->metadata);
		job->metadata = anew;
	} else {
		oauth_metadata_clear(&anew);
	}
	return moved;
}

int job_gather(const struct job *job, bool refresh, struct stack_outcome *ret_outcome,
	       struct err *err)
{
	struct run_context context = { job->request->vars, job->request->nvars };
	struct stack_request request = {
		.profile = job->profile,
		.token_endpoint = job->metadata.token_endpoint,
		.deadline_ms = job->request->deadline_ms,
		.interactive = job->request->interactive,
		.refresh = refresh,
		.all = job->request->all,
		.arg = &context,
	};

	return stack_run(&request, run_source, ret_outcome, err);
}

char *job_source_name(const struct source *from, char *out, size_t size)
{
	snprintf(out, size, "%s:%u: %s", from->file, from->line,
		 from->plugin != NULL ? from->plugin : from->stack);
	return out;
}

int job_take_print(struct job *job, struct err *err)
{
	const struct bundle *b = &job->outcome.bundle;
	struct buf text = BUF_SECRET(LIMIT_DESCRIPTION);
	int r;

	if (b->secret_from != NULL)
		job_source_name(b->secret_from, job->secret_from, sizeof(job->secret_from));
	r = oauth_describe(&job->oauth, &job->metadata, b->client_id, b->client_secret, &text, err);
	if (r == 0 && job->cache != NULL)
		cache_print(job->cache, text.data, text.len, job->print);
	buf_free(&text);
	return r;
}

int job_check_refused(struct job *job, struct err *err)
{
	struct cache_failure f;

	if (job->cache == NULL || !cache_refusal(job->cache, job->key, job->print, &f))
		return 0;
	*err = f.err;
	job->refused_before = true;
	trace("failure: of this very request, %lld s ago", (long long)f.age_s);
	err_hint(err, "refused %lld s ago and not asked again for %lld s, as nothing has changed",
		 (long long)f.age_s, (long long)f.left_s);
	return err->code;
}

void job_clear(struct job *job)
{
	stack_outcome_clear(&job->outcome);
	oauth_metadata_clear(&job->metadata);
	free(job->param_names);
	free(job->param_values);
	cache_key_free(&job->key);
	cache_close(&job->cache);
	profile_free(&job->profile);
}
