/* Operations on a token: revoking it, and what every operation on one has in common. */
#include "base/banned.h"
#include "acquire/token_ops.h"
#include "acquire/acquire.h"
#include "oauth/token_ops.h"

/* Says why the server cannot be asked. */
static void say_unoffered(const struct acquisition *a, enum oauth_operation kind,
			  char text[ERR_TEXT_MAX])
{
	const char *url = a->metadata.document_url;

	if (url == NULL)
		snprintf(
			text, ERR_TEXT_MAX,
			"token-endpoint is configured, and without issuer there are no metadata that "
			"name the %s endpoint",
			kind == OAUTH_REVOKE ? "revocation" : "introspection");
	else
		snprintf(text, ERR_TEXT_MAX, "the metadata at %s name no %s_endpoint", url,
			 kind == OAUTH_REVOKE ? "revocation" : "introspection");
}

int token_op_run(struct acquisition *a, enum oauth_operation kind, attempt_ask_fn ask, void *arg,
		 struct buf *warnings, char unoffered[ERR_TEXT_MAX], struct err *err)
{
	struct oauth_problem problem = { 0 };
	int r;

	unoffered[0] = '\0';
	if ((r = acquisition_discover(a, NULL, NULL, &problem, err)) != 0)
		return r;
	/* The server may have added the endpoint since the metadata were kept. */
	if (a->metadata.endpoints[kind].url == NULL && !acquisition_moved(a, kind)) {
		say_unoffered(a, kind, unoffered);
		return 0;
	}
	return attempt_run(a, kind, ask, arg, warnings, &problem, err);
}

/* An attempt_ask_fn; arg is the token. */
static int ask_revoke(struct acquisition *a, void *arg, struct oauth_problem *problem,
		      struct err *err)
{
	return oauth_revoke(&a->oauth, &a->metadata, &a->outcome.credential, arg,
			    a->request->deadline_ms, problem, err);
}

int acquire_revoke(const struct acquire_request *request, struct acquired *ret_acquired,
		   struct err *err)
{
	struct acquisition a = { .request = request };
	struct secret *token = NULL;
	char unoffered[ERR_TEXT_MAX];
	int r;

	if (secret_new(request->token, strlen(request->token), &token) != 0)
		return err_nomem(err);
	if ((r = acquisition_prepare(&a, err)) == 0)
		r = token_op_run(&a, OAUTH_REVOKE, ask_revoke, token, &ret_acquired->warnings,
				 unoffered, err);
	if (r == 0 && unoffered[0] == '\0')
		kv_put_int(&ret_acquired->report, "revoked", 1);
	else if (r == 0)
		kv_put_escaped(&ret_acquired->report, "unoffered", unoffered, strlen(unoffered));
	acquisition_clear(&a);
	secret_free(&token);
	return r;
}
