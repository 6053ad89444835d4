/* Asks the server about a token: revocation and introspection. */
#include "base/banned.h"
#include "base/trace.h"
#include "oauth/discovery.h"
#include "oauth/token_ops.h"

/* Checks the endpoint, sends, and reads the answer; introspection is NULL for a revocation. Several tries do no
 * harm: a revoked token stays revoked, and looking changes nothing. */
static int operate(struct oauth_exchange *x, int64_t deadline_ms,
		   struct oauth_introspection *introspection, struct oauth_problem *ret_problem,
		   struct err *err)
{
	const struct oauth_metadata *m = x->attempt.metadata;
	const char *name = introspection == NULL ? "revocation" : "introspection";
	const char *member =
		introspection == NULL ? "revocation_endpoint" : "introspection_endpoint";
	int r;

	*ret_problem = (struct oauth_problem){ .failure = OAUTH_FAIL_LOCAL };
	if ((r = discovery_check_endpoint(x->attempt.config, m->document_url, member,
					  m->endpoints[x->attempt.operation].url, err)) == 0 &&
	    (r = exchange_run(x, deadline_ms, ret_problem, err)) == 0)
		r = introspection == NULL ? revocation_read(x, ret_problem, err)
					  : introspection_read(x, introspection, ret_problem, err);
	trace("%s: %s", name, r != 0 ? err->text : "done");
	if (r == 0)
		ret_problem->failure = OAUTH_FAIL_NONE;
	exchange_clear(x);
	return r;
}

int oauth_revoke(const struct oauth_config *config, const struct oauth_metadata *metadata,
		 const struct credential *credential, const struct secret *token,
		 int64_t deadline_ms, struct oauth_problem *ret_problem, struct err *err)
{
	struct oauth_exchange x = { .attempt = { config, metadata, OAUTH_REVOKE, credential },
				    .token = token,
				    .reply = HTTP_REPLY_INIT };

	return operate(&x, deadline_ms, NULL, ret_problem, err);
}

int oauth_introspect(const struct oauth_config *config, const struct oauth_metadata *metadata,
		     const struct credential *credential, const struct secret *token,
		     int64_t deadline_ms, struct oauth_introspection *introspection,
		     struct oauth_problem *ret_problem, struct err *err)
{
	struct oauth_exchange x = { .attempt = { config, metadata, OAUTH_INTROSPECT, credential },
				    .token = token,
				    .reply = HTTP_REPLY_INIT };

	return operate(&x, deadline_ms, introspection, ret_problem, err);
}
