/* The request to ccred-source, taken apart. */
#include "source/request.h"
#include "base/clock.h"
#include "base/talk.h"
#include "stack/wire.h"

#include <unistd.h>

#define RESERVE_SHARE 10
#define RESERVE_MOST_MS 250

static const char *const verbs[N_VERBS] = {
	[VERB_GET] = "get",   [VERB_STORE] = "store", [VERB_ERASE] = "erase",
	[VERB_LOAD] = "load", [VERB_CHECK] = "check",
};

int64_t source_until(int64_t deadline_ms)
{
	int64_t reserve = clock_left(deadline_ms) / RESERVE_SHARE;

	return deadline_ms - (reserve < RESERVE_MOST_MS ? reserve : RESERVE_MOST_MS);
}

/* All values of a key, as an array that ends with NULL, in *strings, which moves behind it; NULL:
 * there are none. */
static const char *const *take_list(const struct kv *kv, const char *key, const char ***strings)
{
	const char **list = *strings, **next = list;

	for (size_t i = 0; i < kv->n; i++)
		if (strcmp(kv->lines[i].key, key) == 0)
			*next++ = kv->lines[i].value;
	if (next == list)
		return NULL;
	*strings = next + 1;
	return list;
}

/* One arg= or var= line: NAME=VALUE, cut in two in place. */
static int take_pair(struct source_request *q, const struct kv_line *line, struct err *err)
{
	char *name = (char *)(uintptr_t)line->value; /* our own buffer */
	char *value = strchr(name, '=');
	size_t n = q->narguments;

	if (value == NULL)
		return err_set(err, REASON_MALFORMED_MESSAGE, "%s= has no value", line->key);
	*value++ = '\0';
	if (strcmp(line->key, "arg") == 0) {
		q->arguments[n] = (struct argument){ .name = name, .value = value };
		q->arg_list[n] = (struct ccred_arg){ name, value };
		q->args[n] = &q->arg_list[n];
		q->narguments++;
		return 0;
	}
#undef setenv
	return setenv(name, value, 1) == 0 ? 0 : err_nomem(err);
}

static int take_lines(struct source_request *q, struct err *err)
{
	int r = 0;

	q->arguments = calloc(q->kv.n, sizeof(*q->arguments));
	q->arg_list = calloc(q->kv.n, sizeof(*q->arg_list));
	q->args = calloc(q->kv.n + 1, sizeof(*q->args));
	if (q->arguments == NULL || q->arg_list == NULL || q->args == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < q->kv.n && r == 0; i++) {
		const struct kv_line *l = &q->kv.lines[i];
		if (strcmp(l->key, "arg") == 0 || strcmp(l->key, "var") == 0)
			r = take_pair(q, l, err);
	}
	return r != 0 ? r : wire_take_items(&q->kv, &q->given, err);
}

static uint32_t flag(const struct kv *kv, const char *key, uint32_t value)
{
	return kv_get_int(kv, key, 0) != 0 ? value : 0;
}

static int take_request(struct source_request *q, struct err *err)
{
	const struct kv *kv = &q->kv;
	const struct secret *id = q->given.items[ITEM_CLIENT_ID];
	/* A line is in one list at most, and each list takes one more. */
	const char **strings = q->strings = calloc(kv->n + 4, sizeof(*strings));

	if (strings == NULL)
		return err_nomem(err);

	q->request = (struct ccred_request){
		.size = sizeof(q->request),
		.flags = flag(kv, "interactive", CCRED_REQ_INTERACTIVE) |
			 flag(kv, "terminal", CCRED_REQ_TERMINAL) |
			 flag(kv, "refresh", CCRED_REQ_REFRESH),
		.profile = kv_get(kv, "profile"),
		.issuer = kv_get(kv, "issuer"),
		.token_endpoint = kv_get(kv, "token_endpoint"),
		.origin = kv_get(kv, "origin"),
		.tenant = kv_get(kv, "tenant"),
		.client_id = id != NULL ? id->data : NULL,
		.scope = kv_get(kv, "scope"),
		.audience = kv_get(kv, "audience"),
		.resources = take_list(kv, "resource", &strings),
		.targets = take_list(kv, "target", &strings),
		.methods_wanted = take_list(kv, "wanted", &strings),
		.methods_offered = take_list(kv, "offered", &strings),
	};
	return 0;
}

int source_request_parse(struct buf *text, struct source_request *ret_request, struct err *err)
{
	struct source_request *q = ret_request;
	const char *verb;
	int r;

	*q = (struct source_request){ .text = *text };
	*text = (struct buf)BUF_SECRET(0);
	if ((r = talk_parse(&q->text, &q->kv, err)) != 0)
		return r;
	verb = kv_get(&q->kv, "verb");
	while (q->verb < N_VERBS && (verb == NULL || strcmp(verb, verbs[q->verb]) != 0))
		q->verb++;
	q->plugin = kv_get(&q->kv, "plugin");
	if (q->verb == N_VERBS || q->plugin == NULL)
		return err_set(err, REASON_MALFORMED_MESSAGE,
			       "ccred-source is started by ccred, not by hand");
	q->until_ms = kv_get_int(&q->kv, "until", source_until(kv_get_int(&q->kv, "deadline", 0)));
	q->stay = kv_get_int(&q->kv, "stay", 0) != 0;
	return (r = take_lines(q, err)) != 0 ? r : take_request(q, err);
}

void source_request_wipe(struct source_request *q)
{
	for (char **v = environ; v != NULL && *v != NULL; v++) {
		char *value = strchr(*v, '=');
		if (value != NULL)
			explicit_bzero(value + 1, strlen(value + 1));
	}
	if (q->text.data != NULL)
		explicit_bzero(q->text.data, q->text.cap);
}

void source_request_clear(struct source_request *q)
{
	free(q->arguments);
	free(q->arg_list);
	free(q->args);
	free(q->strings);
	credential_clear(&q->given);
	kv_free(&q->kv);
	buf_free(&q->text);
}
