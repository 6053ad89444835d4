/* Requests to a server: for a token, or about one. */
#include "base/text.h"
#include "base/trace.h"
#include "oauth/binding.h"
#include "oauth/discovery.h"
#include "oauth/dpop.h"
#include "oauth/operations.h"

/* The server knows the secret and may repeat it: its own words stay out of the trace. */
static void trace_granted(const struct oauth_config *config, const struct oauth_token *token)
{
	char missing[1024];

	if (token->lifetime_s > 0)
		trace("token request: granted for %lld s", (long long)token->lifetime_s);
	else
		trace("token request: granted, %s", token->warning);
	if (config->scope != NULL && token->scope != NULL &&
	    text_missing(config->scope, token->scope, missing, sizeof(missing))[0] != '\0')
		trace("token request: the scope is narrower than asked, without %s", missing);
}

int oauth_request(const struct auth_attempt *attempt, int64_t deadline_ms,
		  struct oauth_token *ret_token, struct oauth_problem *ret_problem, struct err *err)
{
	struct oauth_exchange x = { .attempt = *attempt, .reply = HTTP_REPLY_INIT };
	struct secret *proof_key = NULL;
	struct clock_now asked;
	int r = 0;

	*ret_problem = (struct oauth_problem){ .failure = OAUTH_FAIL_LOCAL };
	if (attempt->config->dpop)
		r = dpop_key_new(&proof_key, err);
	x.proof_key = proof_key;
	/* Before the first try: then the lifetime may come out too short, but never too long. */
	clock_now(&asked);
	if (r == 0 && (r = exchange_run(&x, deadline_ms, ret_problem, err)) == 0) {
		if ((r = response_read(&x, ret_token, ret_problem, err)) == 0 &&
		    (r = binding_find(&x, ret_token, ret_problem, err)) != 0)
			oauth_token_clear(ret_token);
		ret_problem->date = x.reply.date;
	}
	if (r == 0) {
		ret_token->asked = asked;
		ret_token->proof_key = proof_key;
		proof_key = NULL;
		trace_granted(attempt->config, ret_token);
	} else {
		trace("token request: %s", err->text);
	}
	exchange_clear(&x);
	secret_free(&proof_key);
	return r;
}

int oauth_rehearse(const struct auth_attempt *attempt, struct err *err)
{
	struct oauth_exchange x = { .attempt = *attempt, .reply = HTTP_REPLY_INIT };
	int r = auth_choose(attempt, &x.method, err);

	if (r == 0)
		r = exchange_make(&x, err);
	exchange_clear(&x);
	return r;
}

/* It is safe to try again: a revoked token stays revoked, and an introspection changes nothing. */
int oauth_token_op(const struct auth_attempt *attempt, const struct secret *token,
		   int64_t deadline_ms, struct oauth_introspection *introspection,
		   struct oauth_problem *ret_problem, struct err *err)
{
	const struct oauth_metadata *metadata = attempt->metadata;
	bool revoke = introspection == NULL;
	struct oauth_exchange x = { .attempt = *attempt, .token = token, .reply = HTTP_REPLY_INIT };
	int r;

	*ret_problem = (struct oauth_problem){ .failure = OAUTH_FAIL_LOCAL };
	if ((r = discovery_check_endpoint(attempt->config, metadata->document_url,
					  revoke ? "revocation_endpoint" : "introspection_endpoint",
					  metadata->endpoints[attempt->operation].url, err)) == 0 &&
	    (r = exchange_run(&x, deadline_ms, ret_problem, err)) == 0)
		r = token_op_read(&x, introspection, ret_problem, err);
	trace("%s: %s", revoke ? "revocation" : "introspection", r != 0 ? err->text : "done");
	exchange_clear(&x);
	return r;
}
