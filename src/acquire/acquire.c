/* The operations of ccred-acquire: a token, the proof of a credential, discovery, and operations on a token. */
#include "acquire/acquire.h"
#include "oauth/operations.h"

int acquire(const struct acquire_request *request, struct acquired *ret_acquired, struct err *err)
{
	struct acquisition a = { .request = request };
	struct oauth_token token = { 0 };
	int r;

	if ((r = acquisition_prepare(&a, err)) == 0 && (r = acquisition_discover(&a, err)) == 0 &&
	    (r = attempt_run(&a, OAUTH_GRANT, attempt_ask_token, &token, &ret_acquired->warnings,
			     err)) == 0)
		r = finish_token(&a, &token, ret_acquired, err);
	if (r != 0)
		finish_failure(&a, err);
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
	struct err ignored = { 0 };
	int r;

	if ((r = acquisition_prepare(&a, err)) == 0 && (r = acquisition_discover(&a, err)) == 0) {
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
	struct oauth_token token = { 0 };
	int r;

	if (credential_empty(&request->given))
		return err_set(err, REASON_ACQUIRE_REQUEST,
			       "ccred-acquire was sent no credential to prove");
	if ((r = acquisition_prepare(&a, err)) == 0 && (r = acquisition_discover(&a, err)) == 0 &&
	    (r = credential_copy(&request->given, &a.outcome.credential, err)) == 0 &&
	    (r = attempt_ask_token(&a, &token, err)) == 0) {
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
	int r;

	if ((r = acquisition_discover(a, err)) != 0)
		return r;
	/* The server may have added the endpoint since the metadata were kept. */
	if (a->metadata.endpoints[kind].url == NULL && !acquisition_moved(a, kind))
		return say_unoffered(a, kind, &acquired->unoffered, err);
	return attempt_run(a, kind, ask, arg, &acquired->warnings, err);
}

/* An attempt_ask_fn; arg is the token. */
static int ask_revoke(struct acquisition *a, void *arg, struct err *err)
{
	return oauth_token_op(&a->oauth, &a->metadata, &a->outcome.credential, arg,
			      a->request->deadline_ms, NULL, &a->problem, err);
}

int acquire_revoke(const struct acquire_request *request, struct acquired *ret_acquired,
		   struct err *err)
{
	struct acquisition a = { .request = request };
	struct secret *token = NULL;
	int r;

	if (request->token == NULL || request->token[0] == '\0')
		return err_set(err, REASON_ACQUIRE_REQUEST, "ccred-acquire was sent no token");
	if (secret_new(request->token, strlen(request->token), &token) != 0)
		return err_nomem(err);
	if ((r = acquisition_prepare(&a, err)) == 0)
		r = token_op_run(&a, OAUTH_REVOKE, ask_revoke, token, ret_acquired, err);
	ret_acquired->revoked = r == 0 && ret_acquired->unoffered == NULL;
	acquisition_clear(&a);
	secret_free(&token);
	return r;
}
