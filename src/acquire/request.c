/* The message that starts an acquire, taken apart. */
#include "base/banned.h"
#include "acquire/request.h"
#include "base/clock.h"
#include "base/limits.h"

static int take_var(struct acquire_request *rq, const char *text, struct err *err)
{
	/* The text is our own buffer; kv hands it out as const for everybody else. */
	char *name = (char *)(uintptr_t)text;
	char *equals = strchr(name, '=');

	if (equals == NULL || kv_unescape(equals + 1) < 0)
		return err_set(err, REASON_ACQUIRE_REQUEST,
			       "ccred-acquire was sent a malformed variable");
	*equals = '\0';
	rq->vars[rq->nvars++] = (struct variable){ .name = name, .value = equals + 1 };
	return 0;
}

/* What mode=prove is about. */
static int take_given(struct acquire_request *rq, struct err *err)
{
	/* Our own buffer, too. */
	char *id = (char *)(uintptr_t)kv_get(&rq->kv, "client_id");
	char *secret = (char *)(uintptr_t)kv_get(&rq->kv, "client_secret");

	if (id == NULL || secret == NULL || kv_unescape(id) <= 0 || kv_unescape(secret) <= 0)
		return err_set(err, REASON_ACQUIRE_REQUEST,
			       "ccred-acquire was sent no credentials to prove");
	rq->client_id = id;
	rq->client_secret = secret;
	return 0;
}

/* What mode=revoke is about. */
static int take_token(struct acquire_request *rq, struct err *err)
{
	rq->token = kv_get(&rq->kv, "token");
	if (rq->token == NULL || rq->token[0] == '\0')
		return err_set(err, REASON_ACQUIRE_REQUEST, "ccred-acquire was sent no token");
	return 0;
}

int acquire_request_vars(struct acquire_request *rq, struct err *err)
{
	int r = 0;

	if ((rq->vars = calloc(rq->kv.n + 1, sizeof(*rq->vars))) == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < rq->kv.n && r == 0; i++)
		if (strcmp(rq->kv.lines[i].key, "var") == 0)
			r = take_var(rq, rq->kv.lines[i].value, err);
	return r;
}

int acquire_request_parse(struct buf *text, struct acquire_request *ret_request, struct err *err)
{
	struct acquire_request rq = { 0 };
	const char *mode;
	int r;

	if ((r = kv_parse(text, &rq.kv, err)) != 0)
		return r;
	mode = kv_get(&rq.kv, "mode");
	if (mode != NULL && strcmp(mode, "version") == 0) {
		rq.version = true;
		*ret_request = rq;
		return 0;
	}
	rq.profile = kv_get(&rq.kv, "profile");
	rq.tenant = kv_get(&rq.kv, "tenant");
	rq.key = kv_get(&rq.kv, "key");
	rq.deadline_ms = kv_get_int(&rq.kv, "deadline", 0);
	rq.interactive = kv_get_int(&rq.kv, "interactive", 0) != 0;
	rq.trace_fd = (int)kv_get_int(&rq.kv, "trace", -1);
	rq.discover = mode != NULL && strcmp(mode, "discover") == 0;
	rq.prove = mode != NULL && strcmp(mode, "prove") == 0;
	rq.revoke = mode != NULL && strcmp(mode, "revoke") == 0;
	if (rq.profile == NULL || rq.deadline_ms <= 0) {
		r = err_set(err, REASON_ACQUIRE_BY_HAND,
			    "ccred-acquire is started by ccred, not by hand: use ccred token");
		goto fail;
	}
	/* A deadline beyond any that the configuration allows would be a fault of the caller. */
	if (rq.deadline_ms > clock_ms() + MAX_TIMEOUT_S * 1000)
		rq.deadline_ms = clock_ms() + MAX_TIMEOUT_S * 1000;
	if ((r = acquire_request_vars(&rq, err)) != 0)
		goto fail;
	if (rq.prove && (r = take_given(&rq, err)) != 0)
		goto fail;
	if (rq.revoke && (r = take_token(&rq, err)) != 0)
		goto fail;
	*ret_request = rq;
	return 0;
fail:
	acquire_request_clear(&rq);
	return r;
}

void acquire_request_clear(struct acquire_request *request)
{
	free(request->vars);
	kv_free(&request->kv);
	*request = (struct acquire_request){ 0 };
}

const char *acquire_var(const struct acquire_request *request, const char *name)
{
	for (size_t i = 0; i < request->nvars; i++)
		if (strcmp(request->vars[i].name, name) == 0)
			return request->vars[i].value;
	return NULL;
}
