/* Having ccred-acquire do something. */
#include "client/spawn.h"
#include "base/paths.h"
#include "base/trace.h"
#include "client/converse.h"
#include "client/environment.h"

/* To say its version, it has to load its libraries. */
#define VERSION_TIMEOUT_S 10

int spawn_put_vars(const struct bound *bound, struct buf *b, struct err *err)
{
	for (size_t i = 0; bound != NULL && i < bound->nvariables; i++) {
		const struct variable *v = &bound->variables[i];
		if (v->value == NULL)
			continue;
		if (strlen(v->value) > LIMIT_PROTO_LINE)
			return err_set(
				err, REASON_VARIABLE_TOO_LONG,
				"the environment variable %s is too long: is it the right one?",
				v->name);
		kv_put_pair(b, "var", v->name, v->value);
	}
	return 0;
}

/* Completes the request, and hands it over with the lease and the trace. */
static int ask(const struct fetch *f, struct acquire_request *rq, struct buf *answer,
	       struct err *err)
{
	struct buf message = BUF_SECRET(WIRE_MESSAGE_MAX), config = BUF_INIT;
	bool traces = trace_on() && (!rq->detach || trace_outlives());
	int kept[2], lease_fd = cache_lease_fd(f->lease), r;
	struct proc_spec spec = {
		.path = path_acquire,
		.keep = kept,
		.die_with_parent = !rq->detach,
	};
	char **envp = NULL;

	if (lease_fd >= 0)
		kept[spec.nkeep++] = lease_fd;
	if (traces)
		kept[spec.nkeep++] = trace_to;
	rq->profile = f->profile->ad_hoc ? NULL : f->profile->name;
	rq->tenant = f->profile->tenant;
	rq->overlay = f->profile->overlay;
	rq->key = f->key != NULL ? cache_key_name(f->key) : NULL;
	rq->deadline_ms = f->deadline_ms;
	rq->interactive = f->options.interactive && !rq->detach;
	rq->terminal = f->client->prompt != NULL && !rq->detach;
	rq->trace_fd = traces ? WIRE_FIRST_FD + (int)spec.nkeep - 1 : -1;
	wire_put_request(rq, &message);
	if (f->config != NULL)
		buf_printf(&config, "CCRED_CONFIG=%s", f->config);
	if (!buf_error(&config))
		envp = environment_for_helper(&config.data, f->config != NULL);
	spec.envp = envp;
	if (envp == NULL)
		r = err_nomem(err);
	else if ((r = spawn_put_vars(f->bound, &message, err)) == 0)
		r = converse(f->client, &spec, &message, f->deadline_ms, answer, err);
	/* This message says more than that of the talk. */
	if (r == EXIT_TEMPFAIL)
		err_set(err, REASON_CLIENT_TIMEOUT, "no token within %u s: call again%s",
			f->profile->timeout_s,
			f->profile->ad_hoc ? "" : ", or raise timeout in the profile");
	free(envp);
	buf_free(&config);
	buf_free(&message);
	return r;
}

/* Does one operation, and takes its answer, which the caller clears. Failure and warnings are those
 * of the call. */
static int operate(const struct fetch *f, struct acquire_request *rq, struct acquired *ret_acquired,
		   struct err *err)
{
	struct buf text = BUF_SECRET(WIRE_MESSAGE_MAX + 1);
	const struct buf *w = &ret_acquired->warnings;
	struct err failure = { 0 };
	int r = ask(f, rq, &text, err);

	/* Of an operation in the background only one that has not begun answers. */
	if (r == 0 && !(rq->detach && text.len == 0))
		r = wire_take_answer(&text, ret_acquired, &failure, err);
	for (size_t at = 0; at < w->len; at += strlen(w->data + at) + 1)
		client_warn(f->client, f->profile->name, w->data + at);
	if (r == 0 && (r = failure.code) != 0)
		*err = failure;
	buf_free(&text);
	return r;
}

/* The same for an operation whose answer says nothing else. */
static int operate_only(const struct fetch *f, struct acquire_request *rq, struct err *err)
{
	struct acquired a = { 0 };
	int r = operate(f, rq, &a, err);

	acquired_clear(&a);
	return r;
}

/* Has a token with its proof come, new or out of the cache. */
static int operate_token(const struct fetch *f, const char *operation,
			 struct obtained *ret_obtained, struct err *err)
{
	const struct api_request *api = f->options.proof_for;
	struct acquire_request rq = { .operation = operation };
	struct acquired a = { 0 };
	int r;

	if (api != NULL) {
		rq.method = api->method;
		rq.url = api->url;
		rq.nonce = api->nonce;
	}
	r = operate(f, &rq, &a, err);
	if (r == 0 && (a.token == NULL || a.token->len == 0))
		r = err_set(err, REASON_ACQUIRE_ANSWER, "ccred-acquire answered without a token");
	if (r == 0 && api != NULL && a.binding == TOKEN_OF_PROOF && a.proof == NULL)
		r = err_set(err, REASON_ACQUIRE_ANSWER, "ccred-acquire answered without a proof");
	if (r == 0) {
		*ret_obtained =
			(struct obtained){ a.token, a.expires_s, a.scope, a.binding, a.proof };
		a.token = NULL;
		a.scope = a.proof = NULL;
	}
	acquired_clear(&a);
	return r;
}

int spawn_acquire(const struct fetch *f, struct obtained *ret_obtained, struct err *err)
{
	return operate_token(f, "token", ret_obtained, err);
}

int spawn_proof(const struct fetch *f, struct obtained *ret_obtained, struct err *err)
{
	return operate_token(f, "proof", ret_obtained, err);
}

int spawn_prove(const struct fetch *f, const struct credential *given, struct err *err)
{
	/* The credential is borrowed. */
	struct acquire_request rq = { .operation = "prove", .given = *given };

	return operate_only(f, &rq, err);
}

int spawn_renewal(const struct fetch *f, struct err *err)
{
	struct acquire_request rq = { .operation = "token", .detach = true };

	trace("renewal: started in the background");
	return operate_only(f, &rq, err);
}

int spawn_revoke(const struct fetch *f, const struct secret *token, char **ret_unoffered,
		 struct err *err)
{
	struct acquire_request rq = { .operation = "revoke", .token = token->data };
	struct acquired a = { 0 };
	int r = operate(f, &rq, &a, err);

	/* A token counts as revoked only if the answer says so. */
	if (r == 0 && a.unoffered == NULL && !a.revoked)
		r = err_set(err, REASON_ACQUIRE_ANSWER,
			    "ccred-acquire does not say whether the token is revoked");
	if (r == 0) {
		*ret_unoffered = a.unoffered;
		a.unoffered = NULL;
	}
	acquired_clear(&a);
	return r;
}

int spawn_version(const struct client *client, struct buf *ret_text, struct err *err)
{
	const struct profile none = { .timeout_s = VERSION_TIMEOUT_S };
	const struct fetch f = {
		.client = client,
		.profile = &none,
		.deadline_ms = clock_ms() + VERSION_TIMEOUT_S * 1000,
	};
	struct acquire_request rq = { .operation = "version" };
	struct acquired a = { 0 };
	struct buf text = BUF_SECRET(WIRE_MESSAGE_MAX + 1);
	struct err ignored = { 0 };
	int r = ask(&f, &rq, &text, err);

	if (r == EXIT_TEMPFAIL)
		err_set(err, REASON_CLIENT_TIMEOUT, "%s does not answer", path_acquire);
	else if (r == 0 && wire_take_answer(&text, &a, &ignored, &ignored) == 0 && a.report.len > 0)
		buf_puts(ret_text, buf_str(&a.report));
	else if (r == 0)
		r = err_set(err, REASON_ACQUIRE_ANSWER,
			    "%s does not say its version: is it of this installation?",
			    path_acquire);
	if (r == 0 && buf_error(ret_text))
		r = err_nomem(err);
	acquired_clear(&a);
	buf_free(&text);
	return r;
}

int spawn_report(const struct fetch *f, const char *operation, struct buf *ret_text,
		 struct err *err)
{
	struct acquire_request rq = { .operation = operation };
	struct acquired a = { 0 };
	int r = operate(f, &rq, &a, err);

	if (r == 0)
		buf_puts(ret_text, buf_str(&a.report));
	if (r == 0 && buf_error(ret_text))
		r = err_nomem(err);
	acquired_clear(&a);
	return r;
}

int obtained_check_bearer(const struct obtained *o, struct err *err)
{
	static const char *const to[] = {
		[TOKEN_OF_CERTIFICATE] =
			"a certificate, which this caller cannot present: use ccred "
			"token --format curl",
		[TOKEN_OF_PROOF] = "a key, and each request needs a proof of it (DPoP), which this "
				   "caller cannot make: use ccred token URL --format curl --method "
				   "GET",
	};

	if (o->binding == TOKEN_BEARER || o->binding >= N_TOKEN_BINDINGS)
		return 0;
	return err_set(err, REASON_TOKEN_BOUND, "the token is bound to %s", to[o->binding]);
}

void obtained_clear(struct obtained *o)
{
	secret_free(&o->token);
	free(o->scope);
	free(o->proof);
	*o = (struct obtained){ 0 };
}
