/* The request to ccred-source, taken apart. */
#include "base/banned.h"
#include "source/request.h"
#include "base/clock.h"
#include "base/talk.h"

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

/* All values of a key, as an array that ends with NULL; *ret_list is NULL if there are none. */
static int take_list(const struct kv *kv, const char *key, const char ***ret_list, struct err *err)
{
	size_t n = 0;

	for (size_t i = 0; i < kv->n; i++) {
		const char **list;
		if (strcmp(kv->lines[i].key, key) != 0)
			continue;
		if ((list = reallocarray(*ret_list, n + 2, sizeof(*list))) == NULL)
			return err_nomem(err);
		list[n++] = kv->lines[i].value;
		list[n] = NULL;
		*ret_list = list;
	}
	return 0;
}

/* NAME=VALUE, cut in two in place. */
static int split(const struct kv_line *line, char **ret_name, char **ret_value, struct err *err)
{
	char *name = (char *)(uintptr_t)line->value; /* our own buffer */
	char *equals = strchr(name, '=');

	if (equals == NULL)
		return err_set(err, REASON_MALFORMED_MESSAGE, "%s= has no value", line->key);
	*equals = '\0';
	*ret_name = name;
	*ret_value = equals + 1;
	return 0;
}

static int take_args(struct source_request *q, struct err *err)
{
	size_t n = 0;
	int r;

	q->arguments = calloc(q->kv.n, sizeof(*q->arguments));
	q->arg_list = calloc(q->kv.n, sizeof(*q->arg_list));
	q->args = calloc(q->kv.n + 1, sizeof(*q->args));
	if (q->arguments == NULL || q->arg_list == NULL || q->args == NULL)
		return err_nomem(err);
	for (size_t i = 0; i < q->kv.n; i++) {
		char *name = NULL, *value = NULL;
		bool arg = strcmp(q->kv.lines[i].key, "arg") == 0;
		if (!arg && strcmp(q->kv.lines[i].key, "var") != 0)
			continue;
		if ((r = split(&q->kv.lines[i], &name, &value, err)) != 0)
			return r;
		if (arg) {
			q->arguments[n] = (struct argument){ .name = name, .value = value };
			q->arg_list[n] = (struct ccred_arg){ name, value };
			q->args[n] = &q->arg_list[n];
			q->narguments = ++n;
			continue;
		}
#undef setenv
		if (setenv(name, value, 1) != 0)
			return err_nomem(err);
	}
	return 0;
}

static int take_items(struct source_request *q, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < q->kv.n && r == 0; i++) {
		const struct kv_line *l = &q->kv.lines[i];
		int item = credential_item_find(l->key);
		if (item != 0 && !credential_item_valid(item, l->value, l->len))
			r = err_set(err, REASON_MALFORMED_MESSAGE, "%s= is not valid", l->key);
		else if (item != 0)
			r = credential_set(&q->given, item, l->value, l->len, NULL, err);
	}
	return r;
}

static int take_lists(struct source_request *q, struct err *err)
{
	const struct {
		const char *key;
		const char ***list;
	} lists[] = {
		{ "resource", &q->resources },
		{ "target", &q->targets },
		{ "wanted", &q->wanted },
		{ "offered", &q->offered },
	};
	int r = 0;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]) && r == 0; i++)
		r = take_list(&q->kv, lists[i].key, lists[i].list, err);
	return r;
}

static uint32_t flag(const struct kv *kv, const char *key, uint32_t value)
{
	return kv_get_int(kv, key, 0) != 0 ? value : 0;
}

static void take_request(struct source_request *q)
{
	const struct kv *kv = &q->kv;
	const struct secret *id = q->given.items[ITEM_CLIENT_ID];

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
		.resources = q->resources,
		.targets = q->targets,
		.methods_wanted = q->wanted,
		.methods_offered = q->offered,
	};
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
	if ((r = take_args(q, err)) != 0 || (r = take_lists(q, err)) != 0 ||
	    (r = take_items(q, err)) != 0)
		return r;
	take_request(q);
	return 0;
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
	free(q->resources);
	free(q->targets);
	free(q->wanted);
	free(q->offered);
	credential_clear(&q->given);
	kv_free(&q->kv);
	buf_free(&q->text);
}
