/* Operations on a token: revoking it, and what every operation on one has in common. */
#include "base/banned.h"
#include "acquire/token_ops.h"
#include "acquire/acquire.h"
#include "oauth/operations.h"

/* Says why the server cannot be asked. */
static int say_unoffered(const struct acquisition *a, enum oauth_operation kind, char **ret_text,
			 struct err *err)
{
	const char *url = a->metadata.document_url;
	const char *name = kind == OAUTH_REVOKE ? "revocation" : "introspection";
	int n;

	if (url == NULL)
		n = asprintf(ret_text,
			     "token-endpoint is configured, and without issuer there are no "
			     "metadata that name the %s endpoint",
			     name);
	else
		n = asprintf(ret_text, "the metadata at %s name no %s_endpoint", url, name);
	if (n >= 0)
		return 0;
	*ret_text = NULL;
	return err_nomem(err);
}

int token_op_run(struct acquisition *a, enum oauth_operation kind, attempt_ask_fn ask, void *arg,
		 struct acquired *acquired, struct err *err)
{
	struct oauth_problem problem = { 0 };
	int r;

	if ((r = acquisition_discover(a, NULL, NULL, &problem, err)) != 0)
		return r;
	/* The server may have added the endpoint since the metadata were kept. */
	if (a->metadata.endpoints[kind].url == NULL && !acquisition_moved(a, kind))
		return say_unoffered(a, kind, &acquired->unoffered, err);
	return attempt_run(a, kind, ask, arg, &acquired->warnings, &problem, err);
}

/* An attempt_ask_fn; arg is the token. */
static int ask_revoke(struct acquisition *a, void *arg, struct oauth_problem *problem,
		      struct err *err)
{
	return oauth_token_op(&a->oauth, &a->metadata, &a->outcome.credential, arg,
			      a->request->deadline_ms, NULL, problem, err);
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
