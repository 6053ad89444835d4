/* Operations on a token: revoking it, and telling what is known of it. */
#include "base/banned.h"
#include "acquire/acquire.h"
#include "acquire/attempt.h"
#include "oauth/token_ops.h"

/* How much of the claims of one part is handed on: all parts must fit into one answer. */
#define CLAIMS_MAX (48u * 1024)

/* One operation while it runs. */
struct operation {
	enum oauth_operation kind;
	struct secret *token;
	struct oauth_introspection introspection;
};

/* An attempt_ask_fn. */
static int ask(struct acquisition *a, void *arg, struct oauth_problem *problem, struct err *err)
{
	struct operation *op = arg;

	if (op->kind == OAUTH_REVOKE)
		return oauth_revoke(&a->oauth, &a->metadata, &a->outcome.credential, op->token,
				    a->request->deadline_ms, problem, err);
	return oauth_introspect(&a->oauth, &a->metadata, &a->outcome.credential, op->token,
				a->request->deadline_ms, &op->introspection, problem, err);
}

/* Says why the server cannot be asked. */
static void put_unoffered(const struct acquisition *a, enum oauth_operation kind, struct buf *b)
{
	const char *url = a->metadata.document_url;
	char text[ERR_TEXT_MAX];

	if (url == NULL)
		snprintf(
			text, sizeof(text),
			"token-endpoint is configured, and without issuer there are no metadata that "
			"name the %s endpoint",
			kind == OAUTH_REVOKE ? "revocation" : "introspection");
	else
		snprintf(text, sizeof(text), "the metadata at %s name no %s_endpoint", url,
			 kind == OAUTH_REVOKE ? "revocation" : "introspection");
	kv_put_escaped(b, "unoffered", text, strlen(text));
}

/* *ret_done: the server has done it. False with 0: it does not offer the operation, and the report says so. */
static int operate(struct acquisition *a, struct operation *op, struct acquired *acquired,
		   bool *ret_done, struct err *err)
{
	struct oauth_problem problem = { 0 };
	int r;

	if ((r = acquisition_discover(a, NULL, NULL, &problem, err)) != 0)
		return r;
	/* The server may have added the endpoint since the metadata were kept. */
	if (a->metadata.endpoints[op->kind].url == NULL && !acquisition_moved(a, op->kind)) {
		put_unoffered(a, op->kind, &acquired->report);
		return 0;
	}
	r = attempt_run(a, op->kind, ask, op, &acquired->warnings, &problem, err);
	*ret_done = r == 0;
	return r;
}

/* From the request to the operation. */
static int run(const struct acquire_request *request, struct operation *op,
	       struct acquired *acquired, bool *ret_done, struct err *err)
{
	struct acquisition a = { .request = request };
	int r;

	if ((r = acquisition_prepare(&a, err)) == 0)
		r = operate(&a, op, acquired, ret_done, err);
	acquisition_clear(&a);
	return r;
}

static int take_token(const struct acquire_request *request, struct operation *op, struct err *err)
{
	return secret_new(request->token, strlen(request->token), &op->token) != 0 ? err_nomem(err)
										   : 0;
}

int acquire_revoke(const struct acquire_request *request, struct acquired *ret_acquired,
		   struct err *err)
{
	struct operation op = { .kind = OAUTH_REVOKE };
	bool done = false;
	int r;

	if ((r = take_token(request, &op, err)) == 0)
		r = run(request, &op, ret_acquired, &done, err);
	if (r == 0 && done)
		kv_put_int(&ret_acquired->report, "revoked", 1);
	secret_free(&op.token);
	return r;
}

/* The place that claims are written to. */
struct claims {
	struct buf *b;
	/* Where the part begins. */
	size_t begin;
	enum oauth_part part;
};

/* An oauth_claim_fn. */
static bool put_claim(const struct oauth_claim *claim, void *arg)
{
	static const char *const parts[] = {
		[OAUTH_PART_HEADER] = "header",
		[OAUTH_PART_PAYLOAD] = "payload",
		[OAUTH_PART_SERVER] = "server",
	};
	struct claims *c = arg;

	if (claim->part != c->part) {
		c->part = claim->part;
		c->begin = c->b->len;
	}
	if (c->b->len - c->begin > CLAIMS_MAX)
		return false;
	kv_put_escaped(c->b, "claim", claim->name, strlen(claim->name));
	kv_put(c->b, "part", parts[claim->part]);
	kv_put_escaped(c->b, "said", claim->text, strlen(claim->text));
	if (claim->json != NULL)
		kv_put_escaped(c->b, "json", claim->json, strlen(claim->json));
	if (claim->time_s != 0)
		kv_put_int(c->b, "time", claim->time_s);
	return true;
}

int acquire_introspect(const struct acquire_request *request, struct acquired *ret_acquired,
		       struct err *err)
{
	struct operation op = { .kind = OAUTH_INTROSPECT };
	struct buf *b = &ret_acquired->report, server = BUF_INIT;
	struct claims own = { .b = b }, others = { .b = &server, .part = OAUTH_PART_SERVER };
	size_t more = 0;
	bool done = false;
	int r;

	if ((r = take_token(request, &op, err)) != 0)
		return r;
	if (oauth_jwt(op.token, put_claim, &own, &more))
		kv_put_int(b, "jwt", 1);
	op.introspection = (struct oauth_introspection){ .fn = put_claim, .arg = &others };
	r = run(request, &op, ret_acquired, &done, err);
	if (r == 0 && done) {
		kv_put_int(b, "active", op.introspection.active);
		buf_put(b, server.data, server.len);
		more += op.introspection.more;
	}
	if (more > 0)
		kv_put_int(b, "more", (int64_t)more);
	if (r == 0 && buf_error(&server))
		r = err_nomem(err);
	buf_free(&server);
	secret_free(&op.token);
	return r;
}
