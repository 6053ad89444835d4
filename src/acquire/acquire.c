/* The operations of ccred-acquire: a token, the proof of a credential, discovery, and operations on
 * a token. */
#include "acquire/acquire.h"
#include "acquire/key_operations.h"
#include "acquire/proof.h"
#include "base/url.h"
#include "http/library.h"
#include "http/probe.h"
#include "oauth/resource.h"

#include "config.h"

static int get_token(struct acquisition *a, struct acquired *acquired, struct err *err)
{
	struct oauth_token token = { 0 };
	int r = attempt_run(a, OAUTH_GRANT, attempt_ask_token, &token, &acquired->warnings, err);

	if (r == 0)
		r = finish_token(a, &token, acquired, err);
	if (r == 0 && a->request->method != NULL && acquired->binding == TOKEN_OF_PROOF)
		r = proof_make(a->request, acquired->token, token.proof_key, &acquired->proof, err);
	oauth_token_clear(&token);
	return r;
}

/* The origin of an endpoint that the profile does not allow, as "elsewhere". */
static void put_elsewhere(struct acquisition *a, struct buf *b)
{
	const struct oauth_metadata *m = &a->metadata;
	const char *endpoint = m->endpoints[OAUTH_GRANT].url;
	struct url *url = NULL;
	struct err why = { 0 };
	char *origin;

	/* One that is configured was checked with the configuration. */
	if (a->oauth.issuer == NULL || a->profile->token_endpoint != NULL)
		return;
	a->oauth.any_origin = false;
	if (discovery_check_endpoint(&a->oauth, m->document_url, "token_endpoint", endpoint,
				     &why) == 0 ||
	    url_parse(endpoint, &url, NULL) != 0)
		return;
	origin = url_origin(url);
	kv_put_text(b, "elsewhere", origin);
	b->failed |= origin == NULL;
	free(origin);
	url_free(&url);
}

/* What ccred setup asks for. */
static int discover(struct acquisition *a, struct acquired *acquired, struct err *err)
{
	const struct oauth_metadata *m = &a->metadata;
	struct buf *b = &acquired->report;
	struct err ignored = { 0 };

	(void)err;
	kv_put_text(b, "endpoint", m->endpoints[OAUTH_GRANT].url);
	put_elsewhere(a, b);
	kv_put_text(b, "document", m->document_url);
	kv_put_text(b, "methods", m->endpoints[OAUTH_GRANT].methods);
	kv_put_text(b, "scopes", m->scopes);
	if (m->grants_known)
		kv_put_text(b, "grant", m->grant_client_credentials ? "yes" : "no");
	if (a->oauth.ca_file == NULL && strncmp(m->endpoints[OAUTH_GRANT].url, "https", 5) == 0)
		kv_put_text(b, "ca", ca_of_environment());
	(void)acquisition_gather(a, false, &a->outcome, &ignored);
	if (a->outcome.nevents > 0)
		kv_put_text(b, "result", result_name(a->outcome.events[0].result));
	return 0;
}

/* What ccred setup asks for of a URL that is not an issuer's: whether it is that of an API. The
 * draft has it as its issuer. */
static int resource(struct acquisition *a, struct acquired *acquired, struct err *err)
{
	struct resource_metadata m = { 0 };
	struct buf *b = &acquired->report;
	int r = resource_discover(&a->oauth, a->profile->issuer, a->request->deadline_ms, &m, err);

	if (r == 0) {
		kv_put_text(b, "resource", m.resource);
		kv_put_text(b, "servers", m.servers);
		kv_put_text(b, "scopes", m.scopes);
		kv_put_text(b, "elsewhere", m.elsewhere);
	}
	resource_metadata_clear(&m);
	return r;
}

/* Looks for the certificate of an authority that the server sends: if the metadata can be read, it
 * is the server of the token endpoint that is not trusted. */
static int authority(struct acquisition *a, struct acquired *acquired, struct err *err)
{
	const struct profile *p = a->profile;
	const char *url = a->metadata.endpoints[OAUTH_GRANT].url;
	struct http_authority found = { 0 };
	int r;

	if (url == NULL)
		url = p->token_endpoint != NULL ? p->token_endpoint : p->issuer;
	r = http_authority(url, a->request->deadline_ms, &found, err);
	if (r == 0 && found.pem != NULL) {
		kv_put_text(&acquired->report, "issuer", found.name);
		kv_put_text(&acquired->report, "fingerprint", found.fingerprint);
		kv_put_escaped(&acquired->report, "pem", found.pem, strlen(found.pem));
	}
	free(found.pem);
	return r;
}

/* Proves the credential of the request by a token request, without the stack; or, if it has none,
 * that of the stack. Of the cache only refusals of this credential change, which end. The token is
 * dropped. */
static int prove(struct acquisition *a, struct acquired *acquired, struct err *err)
{
	struct oauth_token token = { 0 };
	int r;

	r = credential_empty(&a->request->given)
		    ? acquisition_gather(a, false, &a->outcome, err)
		    : credential_copy(&a->request->given, &a->outcome.credential, err);
	if (r == 0 && (r = attempt_ask_token(a, &token, err)) == 0 &&
	    (r = acquisition_take_credential(a, err)) == 0) {
		attempt_accepted(a);
		acquired->scope = token.scope;
		token.scope = NULL;
		if (token.lifetime_s > 0)
			acquired->expires_s = token.asked.wall_s + token.lifetime_s;
		if (token.warning != NULL)
			acquired_warn(&acquired->warnings, token.warning);
	}
	oauth_token_clear(&token);
	return r;
}

/* Says why the server cannot be asked. */
static int say_unoffered(const struct acquisition *a, enum oauth_operation kind, char **ret_text,
			 struct err *err)
{
	const char *url = a->metadata.document_url;
	const char *name = kind == OAUTH_REVOKE ? "revocation" : "introspection";
	int n = url != NULL
			? asprintf(ret_text, "the metadata at %s name no %s_endpoint", url, name)
			: asprintf(ret_text,
				   "token-endpoint is configured, and without issuer there are no "
				   "metadata that name the %s endpoint",
				   name);

	if (n >= 0)
		return 0;
	*ret_text = NULL;
	return err_nomem(err);
}

int token_op_run(struct acquisition *a, enum oauth_operation kind, attempt_ask_fn ask, void *arg,
		 struct acquired *acquired, struct err *err)
{
	/* The server may have added the endpoint since the metadata were kept. */
	if (a->metadata.endpoints[kind].url == NULL && !acquisition_moved(a, kind))
		return say_unoffered(a, kind, &acquired->unoffered, err);
	return attempt_run(a, kind, ask, arg, &acquired->warnings, err);
}

/* An attempt_ask_fn; arg is the token. */
static int ask_revoke(struct acquisition *a, void *arg, struct err *err)
{
	const struct auth_attempt attempt = acquisition_try(a, OAUTH_REVOKE);

	return oauth_token_op(&attempt, arg, a->request->deadline_ms, NULL, &a->problem, err);
}

/* Revokes the token of the request with the credential that the stack finds. Of the cache only kept
 * metadata change. */
static int revoke(struct acquisition *a, struct acquired *acquired, struct err *err)
{
	struct secret *token = NULL;
	int r;

	if (secret_new(a->request->token, strlen(a->request->token), &token) != 0)
		return err_nomem(err);
	r = token_op_run(a, OAUTH_REVOKE, ask_revoke, token, acquired, err);
	acquired->revoked = r == 0 && acquired->unoffered == NULL;
	secret_free(&token);
	return r;
}

static int version(struct acquired *acquired)
{
	buf_puts(&acquired->report, PACKAGE_VERSION ", ");
	http_libraries(&acquired->report);
	return 0;
}

/* What is done once the token endpoint is known; authority is done without it, too. */
static const struct operation {
	const char *name;
	int (*run)(struct acquisition *a, struct acquired *acquired, struct err *err);
	/* It needs no metadata, or discovers them itself. */
	bool itself;
} operations[] = {
	{ "token", get_token, false },      { "prove", prove, false },
	{ "revoke", revoke, false },        { "discover", discover, false },
	{ "authority", authority, false },  { "resource", resource, true },
	{ "proof", proof_of_cached, true }, { "key", key_show, true },
	{ "key-new", key_new, true },       { "key-rotate", key_rotate, true },
};

static const struct operation *find(const char *name)
{
	for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (strcmp(operations[i].name, name) == 0)
			return &operations[i];
	return NULL;
}

int acquire(const struct acquire_request *rq, struct acquired *acquired, struct err *err)
{
	struct acquisition a = { .request = rq };
	const char *name = rq->operation != NULL ? rq->operation : "";
	const struct operation *o = find(name);
	int r;

	if (strcmp(name, "version") == 0)
		return version(acquired);
	if (o == NULL)
		return err_set(err, REASON_ACQUIRE_OPERATION,
			       "ccred-acquire has no operation %.64s", name);
	if ((rq->profile == NULL && rq->overlay.n == 0) || rq->deadline_ms <= 0)
		return err_set(err, REASON_ACQUIRE_REQUEST,
			       "ccred-acquire was sent no profile, or no deadline");
	if (o->run == revoke && (rq->token == NULL || rq->token[0] == '\0'))
		return err_set(err, REASON_ACQUIRE_REQUEST, "ccred-acquire was sent no token");
	if (o->run == proof_of_cached && rq->method == NULL)
		return err_set(err, REASON_ACQUIRE_REQUEST,
			       "ccred-acquire was sent no request to prove");
	if (rq->method != NULL && (r = proof_check(rq, err)) != 0)
		return r;
	if ((r = acquisition_prepare(&a, err)) == 0) {
		a.oauth.any_origin = o->run == discover;
		r = o->itself ? 0 : acquisition_discover(&a, err);
		if (r != 0 && o->run == authority)
			*err = (struct err){ 0 };
		if (r == 0 || o->run == authority)
			r = o->run(&a, acquired, err);
	}
	if (r != 0 && o->run == get_token)
		finish_failure(&a, err);
	acquisition_clear(&a);
	return r;
}
