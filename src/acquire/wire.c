/* What a caller and ccred-acquire say to each other, put into messages and taken out of them. */
#include "acquire/wire.h"
#include "base/clock.h"
#include "stack/wire.h"

#include <unistd.h>

/* The caller ends a prompt before. */
#define PROMPT_LAST_MS (PROMPT_TIMEOUT_MS + 5000)

static bool get_flag(const struct kv *kv, const char *key)
{
	return kv_get_int(kv, key, 0) == 1;
}

void wire_put_request(const struct acquire_request *rq, struct buf *b)
{
	talk_begin(b);
	kv_put_text(b, "operation", rq->operation);
	kv_put_text(b, "profile", rq->profile);
	kv_put_text(b, "tenant", rq->tenant);
	for (size_t i = 0; i < rq->overlay.n; i++)
		kv_put_pair(b, "over", rq->overlay.lines[i].place, rq->overlay.lines[i].text);
	kv_put_text(b, "key", rq->key);
	kv_put_int(b, "deadline", rq->deadline_ms);
	kv_put_flag(b, "interactive", rq->interactive);
	kv_put_flag(b, "terminal", rq->terminal);
	kv_put_flag(b, "detach", rq->detach);
	kv_put_int(b, "trace", rq->trace_fd);
	kv_put_text(b, "token", rq->token);
	kv_put_text(b, "url", rq->url);
	kv_put_text(b, "method", rq->method);
	kv_put_text(b, "nonce", rq->nonce);
	wire_put_items(b, &rq->given, ~0u);
}

/* Takes a captured variable, or a line of the overlay. */
static int take_line(struct acquire_request *rq, const struct kv_line *line, struct err *err)
{
	/* The message is the request's own, and const for everybody else. */
	char *name = (char *)(uintptr_t)line->value, *equals;
	bool over = strcmp(line->key, "over") == 0;

	if (!over && strcmp(line->key, "var") != 0)
		return 0;
	if ((equals = strchr(name, '=')) == NULL)
		return err_set(err, REASON_ACQUIRE_REQUEST, "ccred-acquire was sent a malformed %s",
			       over ? "line of a profile" : "variable");
	*equals = '\0';
	if (over)
		return overlay_add(&rq->overlay, name, equals + 1, err);
	rq->vars[rq->nvars++] = (struct variable){ .name = name, .value = equals + 1 };
	return 0;
}

int wire_take_request(struct buf *message, struct kv *kv, struct acquire_request *ret_request,
		      struct err *err)
{
	struct acquire_request *rq = ret_request;
	int r;

	if ((r = talk_parse(message, kv, err)) != 0)
		return r;
	*rq = (struct acquire_request){
		.operation = kv_get(kv, "operation"),
		.profile = kv_get(kv, "profile"),
		.tenant = kv_get(kv, "tenant"),
		.key = kv_get(kv, "key"),
		.deadline_ms = kv_get_int(kv, "deadline", 0),
		.interactive = get_flag(kv, "interactive"),
		.terminal = get_flag(kv, "terminal"),
		.detach = get_flag(kv, "detach"),
		.trace_fd = (int)kv_get_int(kv, "trace", -1),
		.token = kv_get(kv, "token"),
		.url = kv_get(kv, "url"),
		.method = kv_get(kv, "method"),
		.nonce = kv_get(kv, "nonce"),
		.vars = calloc(kv->n, sizeof(*rq->vars)),
	};
	if (rq->vars == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < kv->n && r == 0; i++)
		r = take_line(rq, &kv->lines[i], err);
	if (r == 0 && (r = wire_take_items(kv, &rq->given, err)) == EXIT_DATA)
		(void)err_rename(err, REASON_ACQUIRE_REQUEST);
	return r;
}

void acquire_request_clear(struct acquire_request *request)
{
	credential_clear(&request->given);
	overlay_clear(&request->overlay);
	free(request->vars);
	*request = (struct acquire_request){ .trace_fd = -1 };
}

const char *acquire_var(const void *arg, const char *name)
{
	const struct acquire_request *request = arg;

	for (size_t i = 0; i < request->nvars; i++)
		if (strcmp(request->vars[i].name, name) == 0)
			return request->vars[i].value;
	return NULL;
}

void acquired_warn(struct buf *warnings, const char *text)
{
	buf_put(warnings, text, strlen(text) + 1);
}

void acquired_clear(struct acquired *a)
{
	secret_free(&a->token);
	free(a->scope);
	free(a->proof);
	free(a->unoffered);
	buf_free(&a->warnings);
	buf_free(&a->report);
	*a = (struct acquired){ 0 };
}

void wire_put_answer(const struct acquired *a, const struct err *failure, struct buf *b)
{
	talk_begin(b);
	kv_put_int(b, "status", failure->code);
	if (failure->code != 0)
		err_kv_put(b, failure);
	for (size_t at = 0; at < a->warnings.len; at += strlen(a->warnings.data + at) + 1)
		kv_put_text(b, "warning", a->warnings.data + at);
	if (a->token != NULL)
		kv_put_escaped(b, "token", a->token->data, a->token->len);
	if (a->expires_s != 0)
		kv_put_int(b, "expires", a->expires_s);
	kv_put_text(b, "scope", a->scope);
	if (a->binding != TOKEN_BEARER)
		kv_put_int(b, "binding", a->binding);
	kv_put_text(b, "proof", a->proof);
	kv_put_flag(b, "revoked", a->revoked);
	kv_put_text(b, "unoffered", a->unoffered);
	if (a->report.len > 0)
		kv_put_escaped(b, "report", a->report.data, a->report.len);
	if (buf_error(&a->report) || buf_error(&a->warnings))
		b->failed = true;
}

static int copy(const struct kv *kv, const char *key, char **to)
{
	const char *text = kv_get(kv, key);

	return text == NULL || (*to = strdup(text)) != NULL ? 0 : -1;
}

int wire_take_answer(struct buf *message, struct acquired *a, struct err *ret_failure,
		     struct err *err)
{
	struct kv kv = KV_INIT;
	const char *text;
	int r = 0, status;

	if (message->len == 0)
		return err_set(err, REASON_ACQUIRE_ANSWER, "ccred-acquire ended without an answer");
	if ((r = talk_parse(message, &kv, err)) != 0)
		return r;
	if ((status = (int)kv_get_int(&kv, "status", -1)) < 0) {
		r = err_set(err, REASON_ACQUIRE_ANSWER, "ccred-acquire answered without a status");
		goto out;
	}
	for (size_t i = 0; i < kv.n; i++)
		if (strcmp(kv.lines[i].key, "warning") == 0)
			acquired_warn(&a->warnings, kv.lines[i].value);
	if ((text = kv_get(&kv, "token")) != NULL)
		r = secret_new(text, strlen(text), &a->token);
	a->expires_s = kv_get_int(&kv, "expires", 0);
	a->binding = (enum token_binding)kv_get_int(&kv, "binding", TOKEN_BEARER);
	a->revoked = get_flag(&kv, "revoked");
	if ((text = kv_get(&kv, "report")) != NULL)
		buf_puts(&a->report, text);
	if (r != 0 || copy(&kv, "scope", &a->scope) != 0 || copy(&kv, "proof", &a->proof) != 0 ||
	    copy(&kv, "unoffered", &a->unoffered) != 0 || buf_error(&a->report) ||
	    buf_error(&a->warnings))
		r = err_nomem(err);
	err_kv_get(&kv, status, ret_failure);
	if (status != 0 && ret_failure->text[0] == '\0')
		err_set(ret_failure, status, "ccred-acquire failed without a reason");
out:
	kv_free(&kv);
	return r;
}

enum result relay_prompt(void *arg, int style, const char *text, char *buffer, size_t size,
			 size_t *ret_len)
{
	struct acquire_request *request = arg;
	int64_t begin_ms = clock_ms();
	/* One byte more, for a NUL. */
	enum result result = question_ask(STDIN_FILENO, &(struct question){ style, text, size + 1 },
					  begin_ms + PROMPT_LAST_MS, buffer, ret_len);

	request->deadline_ms += clock_ms() - begin_ms;
	return result;
}
