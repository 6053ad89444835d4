/* One acquisition, step by step: configuration, discovery, stack, and the identity that the server
 * sees. */
#include "acquire/acquisition.h"
#include "base/clock.h"
#include "base/layout.h"
#include "base/trace.h"
#include "config/config.h"
#include "oauth/dpop.h"
#include "acquire/profile_key.h"

/* Room for the identity of any method, secret included. */
#define IDENTITY_MAX (256u * 1024)

static bool get_document(void *arg, const char *key, struct buf *ret_document)
{
	return cache_document(arg, key, ret_document);
}

static void put_document(void *arg, const char *key, const void *data, size_t len)
{
	cache_keep_document(arg, key, data, len);
}

static void set_oauth(struct acquisition *a)
{
	const struct profile *p = a->profile;

	if (!p->ad_hoc)
		profile_words(p, a->profile_args);
	/* The two enums have the same members in the same order. Neither room knows the other. */
	_Static_assert((int)DISCOVERY_NONE == (int)OAUTH_DISCOVERY_NONE, "discovery");
	_Static_assert((int)DISCOVERY_URL == (int)OAUTH_DISCOVERY_URL, "discovery");
	a->oauth = (struct oauth_config){
		.issuer = p->issuer,
		.token_endpoint = p->token_endpoint,
		.discovery = (int)p->discovery,
		.discovery_url = p->discovery_url,
		.allow_origins = (const char *const *)p->allow_origins,
		.nallow_origins = p->nallow_origins,
		.client_auth = p->client_auth,
		.basic_raw = p->basic_raw,
		.assertion_audience = p->assertion_audience,
		.assertion_typ = p->assertion_typ,
		.assertion_alg = p->assertion_alg,
		.assertion_lifetime_s = p->assertion_lifetime_s,
		.assertion_type = p->assertion_type,
		.dpop = p->dpop,
		.audience = p->audience,
		.resources = (const char *const *)p->resources,
		.nresources = p->nresources,
		.scope = p->scope,
		.params = p->params,
		.nparams = p->nparams,
		.ca_file = p->ca_file,
		.allow_http_loopback = p->allow_http_loopback,
		.timeout_s = p->timeout_s,
		.proof_from = a->proof_from,
		.profile_args = p->ad_hoc ? NULL : a->profile_args,
	};
}

int acquisition_bind(struct acquisition *a, struct err *err)
{
	set_oauth(a);
	return bind_profile(a->profile, acquire_var, a->request, &a->bound, err);
}

int acquisition_prepare(struct acquisition *a, struct err *err)
{
	const struct acquire_request *rq = a->request;
	int r;

	if ((r = config_find_word(rq->profile, rq->tenant, &rq->overlay, &a->profile, err)) != 0 ||
	    (r = acquisition_bind(a, err)) != 0)
		return r;
	/* Without a cache the token is still given. The caller has warned of it. */
	if (rq->key != NULL && cache_open(a->profile->cache_dir, &a->cache, NULL) == 0) {
		if ((r = profile_key(a->bound, a->cache, &a->key, err)) != 0)
			return r;
		if (strcmp(cache_key_name(a->key), rq->key) != 0) {
			cache_key_free(&a->key);
			return err_set(err, REASON_CONFIGURATION_CHANGED,
				       "the configuration or the cache was replaced while the call "
				       "ran: call again");
		}
	}
	return bind_check(a->bound, err);
}

static int discover(const struct acquisition *a, bool anew, struct oauth_metadata *ret_metadata,
		    struct oauth_problem *ret_problem, struct err *err)
{
	struct oauth_store store = {
		.get = anew || a->cache == NULL ? NULL : get_document,
		.put = a->peek || a->cache == NULL ? NULL : put_document,
		.arg = a->cache,
		.told = a->told,
		.told_arg = a->told_arg,
	};
	int r = oauth_discover(&a->oauth, &store, a->request->deadline_ms, ret_metadata,
			       ret_problem, err);

	if (r == 0)
		trace("discovery: token endpoint %s", ret_metadata->endpoints[OAUTH_GRANT].url);
	return r;
}

/* A server that names algorithms of proofs takes no others. */
static int check_dpop(const struct acquisition *a, struct err *err)
{
	const char *algs = a->metadata.dpop_algs;
	char missing[sizeof(DPOP_ALG) + 8];

	if (!a->oauth.dpop || algs == NULL ||
	    text_missing(DPOP_ALG, algs, missing, sizeof(missing))[0] == '\0')
		return 0;
	return err_set(err, REASON_DPOP_ALG,
		       "ccred signs proofs (DPoP) with " DPOP_ALG
		       ", and the server takes only %s: leave out dpop",
		       algs[0] != '\0' ? algs : "none");
}

int acquisition_discover(struct acquisition *a, struct err *err)
{
	int r = discover(a, a->anew, &a->metadata, &a->problem, err);

	return r == 0 ? check_dpop(a, err) : r;
}

static bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

bool acquisition_moved(struct acquisition *a, enum oauth_operation operation)
{
	const struct oauth_endpoint *now, *before = &a->metadata.endpoints[operation];
	struct oauth_metadata anew = { 0 };
	struct oauth_problem ignored;
	struct err why = { 0 };

	if (!a->metadata.kept || discover(a, true, &anew, &ignored, &why) != 0)
		return false;
	now = &anew.endpoints[operation];
	/* Metadata that do not name the endpoint give no reason to ask elsewhere. */
	if (now->url == NULL ||
	    (same_text(now->url, before->url) && same_text(now->mtls_url, before->mtls_url))) {
		oauth_metadata_clear(&anew);
		return false;
	}
	oauth_metadata_clear(&a->metadata);
	a->metadata = anew;
	return true;
}

char *acquisition_line_name(const struct source *from, char *out, size_t size)
{
	char where[SOURCE_WHERE_MAX];

	source_where(from, where);
	if (from->line == 0)
		snprintf(out, size, "%s", where);
	else
		snprintf(out, size, "%s: %s", where, stack_line_name(from));
	return out;
}

/* Of struct auth_signer; arg is the acquisition. */
static int sign(void *arg, const char *algorithm, const void *data, size_t len,
		struct secret **ret_signature, struct err *err)
{
	const struct acquisition *a = arg;
	/* As long as the line had for its get. */
	int64_t line_ms = clock_ms() + (int64_t)a->profile->source_timeout_s * 1000;
	int64_t end_ms = a->request->deadline_ms;

	return source_sign(a->outcome.signer, algorithm, data, len,
			   line_ms < end_ms ? line_ms : end_ms, ret_signature, NULL, err);
}

struct auth_attempt acquisition_try(struct acquisition *a, enum oauth_operation operation)
{
	a->signer = (struct auth_signer){ sign, a };
	return (struct auth_attempt){ &a->oauth,
				      &a->metadata,
				      operation,
				      &a->outcome.credential,
				      a->outcome.signer != NULL ? &a->signer : NULL,
				      a->sent };
}

/* The print of the client at the endpoint of an operation. ret_request: that of the request, too;
 * NULL: it is not wanted. */
static int take_print(struct acquisition *a, enum oauth_operation operation,
		      unsigned char *ret_client, unsigned char *ret_request,
		      const struct auth_method **ret_method, struct err *err)
{
	struct auth_attempt attempt = acquisition_try(a, operation);
	struct buf text = BUF_SECRET(IDENTITY_MAX);
	int r;

	if ((r = auth_choose(&attempt, ret_method, err)) != 0)
		return r;
	if (a->key != NULL) {
		oauth_identity(&attempt, *ret_method, &text);
		cache_print(a->cache, buf_str(&text), text.len, ret_client);
		/* The key stands for all else that is sent. */
		buf_printf(&text, "\n%s", cache_key_name(a->key));
		if (ret_request != NULL)
			cache_print(a->cache, buf_str(&text), text.len, ret_request);
		if (buf_error(&text))
			r = err_nomem(err);
	}
	buf_free(&text);
	return r;
}

/* The module of a token runs in this process then, and reads the variables that its line may
 * see. */
static void give_variables(const struct acquisition *a, const struct source *from)
{
	const struct line *line = from != NULL ? bind_line(a->bound, from) : NULL;
	char *entry;

	for (size_t i = 0; line != NULL && i < a->bound->nvariables; i++) {
		const struct variable *v = &a->bound->variables[i];
		/* It stays in the environment. */
		if (v->value != NULL && bind_uses(a->bound, line, i) &&
		    asprintf(&entry, "%s=%s", v->name, v->value) >= 0)
			(void)putenv(entry);
	}
}

int acquisition_take_credential(struct acquisition *a, struct err *err)
{
	const struct auth_method *method = NULL;
	int r;

	if ((r = take_print(a, a->operation, a->prints[PRINT_ENDPOINT], a->prints[PRINT_REQUEST],
			    &method, err)) != 0 ||
	    (r = take_print(a, OAUTH_GRANT, a->prints[PRINT_CLIENT], NULL, &method, err)) != 0)
		return r;
	if (a->outcome.credential.items[ITEM_KEY_URI] != NULL)
		give_variables(a, a->outcome.credential.from[ITEM_KEY_URI]);
	a->proof = method->proof;
	const struct source *from = a->outcome.credential.from[a->proof];
	if (from != NULL)
		acquisition_line_name(from, a->proof_from, sizeof(a->proof_from));
	return 0;
}

const struct cache_key *acquisition_attempt_key(const struct acquisition *a)
{
	return a->peek || a->operation != OAUTH_GRANT ? NULL : a->key;
}

char *acquisition_refused_words(const struct acquisition *a, const struct cache_failure *f,
				char out[REFUSED_WORDS_SIZE])
{
	char age[LAYOUT_TIME_SIZE], left[LAYOUT_TIME_SIZE];
	/* forget ends no refusal of another operation. */
	bool ends = a->operation == OAUTH_GRANT;

	snprintf(out, REFUSED_WORDS_SIZE,
		 "refused %s ago, and not sent again for %s unless it changes%s%s%s",
		 layout_time(f->age_s, age), layout_time(f->left_s, left),
		 ends ? "; ccred forget " : "",
		 !ends                        ? ""
		 : a->profile_args[0] != '\0' ? a->profile_args
					      : "--all",
		 ends ? " clears this" : "");
	return out;
}

int acquisition_check_refused(struct acquisition *a, struct err *err)
{
	struct cache_failure f = { 0 };
	char words[REFUSED_WORDS_SIZE];
	int i = 0;

	a->refused = NULL;
	while (a->key != NULL && i < N_PRINTS && !cache_refusal(a->cache, a->prints[i], &f))
		i++;
	if (a->key == NULL || i == N_PRINTS)
		return 0;
	*err = f.err;
	a->refused = a->prints[i];
	a->refused_before = true;
	trace("failure: of this very credential, %lld s ago", (long long)f.age_s);
	err_hint(err, "%s", acquisition_refused_words(a, &f, words));
	return err->code;
}

void acquisition_clear(struct acquisition *a)
{
	stack_outcome_clear(&a->outcome);
	oauth_metadata_clear(&a->metadata);
	cache_key_free(&a->key);
	cache_close(&a->cache);
	bind_free(&a->bound);
	profile_free(&a->profile);
}
