/* Running one source line for real: the talk with its ccred-source process. */
#include "stack/run.h"
#include "base/talk.h"
#include "base/text.h"
#include "base/trace.h"
#include "ccred-plugin.h"
#include "stack/wire.h"

/* One call of a plugin. */
struct call {
	/* get, store, erase */
	const char *verb;
	const struct source *src;
	const struct stack_request *request;
	/* The client id so far; for store what is to be kept. */
	const struct credential *known;
	int64_t deadline_ms;
};

void run_put_line(const struct bound *bound, const struct line *line, struct buf *b)
{
	kv_put_text(b, "plugin", line->description->path);
	for (size_t i = 0; i < line->nargs; i++)
		kv_put_pair(b, "arg", line->args[i].name, line->args[i].value);
	for (size_t i = 0; i < bound->nvariables; i++) {
		const struct variable *v = &bound->variables[i];
		if (v->value != NULL && bind_uses(bound, line, i))
			kv_put_pair(b, "var", v->name, v->value);
	}
}

static void put_list(struct buf *b, const char *key, const char *const *list)
{
	for (; list != NULL && *list != NULL; list++)
		kv_put_text(b, key, *list);
}

static void put_items(const struct call *call, struct buf *b)
{
	bool stores = strcmp(call->verb, "store") == 0;

	for (int item = 1; item < N_ITEMS; item++) {
		const struct secret *s = call->known->items[item];
		if (s != NULL && (item == ITEM_CLIENT_ID || (stores && item == ITEM_CLIENT_SECRET)))
			kv_put_escaped(b, credential_item_name(item), s->data, s->len);
	}
}

static void put_profile(const struct call *call, struct buf *b)
{
	const struct stack_request *request = call->request;
	const struct profile *p = request->profile;

	kv_put_text(b, "profile", p->name);
	kv_put_text(b, "issuer", p->issuer);
	kv_put_text(b, "token_endpoint", request->token_endpoint);
	kv_put_text(b, "origin", p->origin);
	kv_put_text(b, "tenant", p->tenant);
	kv_put_text(b, "scope", p->scope);
	kv_put_text(b, "audience", p->audience);
	for (size_t i = 0; i < p->nresources; i++)
		kv_put_text(b, "resource", p->resources[i]);
	for (size_t i = 0; i < p->ntargets; i++)
		kv_put_text(b, "target", p->targets[i]);
	put_list(b, "wanted", request->methods_wanted);
	put_list(b, "offered", request->methods_offered);
}

static int put_request(const struct call *call, const struct line *line, struct buf *b,
		       struct err *err)
{
	const struct stack_request *request = call->request;

	talk_begin(b);
	kv_put_text(b, "verb", call->verb);
	run_put_line(request->bound, line, b);
	put_profile(call, b);
	put_items(call, b);
	kv_put_flag(b, "interactive", request->interactive);
	kv_put_flag(b, "terminal", request->prompt != NULL);
	kv_put_flag(b, "refresh", request->refresh);
	kv_put_flag(b, "stay", request->keep_signer);
	if (request->grace_ms > 0)
		kv_put_int(b, "until", call->deadline_ms);
	kv_put_int(b, "deadline", call->deadline_ms + request->grace_ms);
	return buf_error(b) ? err_set(err, REASON_NO_MEMORY,
				      "out of memory, or the arguments are too large")
			    : 0;
}

static void fail(struct line_result *line, enum result result, const struct err *err)
{
	line->result = result;
	said_error(&line->said, err);
}

static void take(const struct kv *kv, const char *key, char *out, size_t size)
{
	const char *value = kv_get(kv, key);

	out[0] = '\0';
	if (value != NULL)
		text_escape(value, strlen(value), out, size);
}

void run_take_said(const struct kv *kv, struct said *ret_said)
{
	take(kv, "reason", ret_said->reason, sizeof(ret_said->reason));
	take(kv, "text", ret_said->text, sizeof(ret_said->text));
	take(kv, "fix", ret_said->fix, sizeof(ret_said->fix));
	take(kv, "location", ret_said->location, sizeof(ret_said->location));
	ret_said->warning = kv_get_int(kv, "severity", CCRED_ERROR) == CCRED_WARNING;
}

/* ITEM:SECONDS. */
static void take_expiry(const char *value, struct credential *set)
{
	const char *colon = strchr(value, ':');

	for (int item = 1; colon != NULL && item < N_ITEMS; item++) {
		const char *name = credential_item_name(item);
		if (set->items[item] != NULL && strlen(name) == (size_t)(colon - value) &&
		    strncmp(name, value, strlen(name)) == 0)
			set->expires_s[item] = strtoll(colon + 1, NULL, 10);
	}
}

/* Every item is checked again: it comes from a process that runs foreign code. */
static enum result take_items(const struct kv *kv, struct credential *set)
{
	for (size_t i = 0; i < kv->n; i++) {
		const struct kv_line *l = &kv->lines[i];
		int item = credential_item_find(l->key);
		if (item != 0 &&
		    (item == ITEM_SIGNATURE || !credential_item_valid(item, l->value, l->len)))
			return RESULT_INVALID;
		if (item != 0 && credential_set(set, item, l->value, l->len, NULL, NULL) != 0)
			return RESULT_INTERNAL;
	}
	for (size_t i = 0; i < kv->n; i++)
		if (strcmp(kv->lines[i].key, "expires") == 0)
			take_expiry(kv->lines[i].value, set);
	return RESULT_SUCCESS;
}

/* What the plugin said for the trace, one line of it an event. */
static void trace_log(const struct source *src, const struct kv *kv)
{
	const char *log = trace_on() ? kv_get(kv, "log") : NULL;

	for (const char *p = log; p != NULL && *p != '\0';) {
		size_t len = strcspn(p, "\n");
		trace("source: %s:%u: %s: log: %.*s", src->file, src->line, src->plugin, (int)len,
		      p);
		p += len + (p[len] == '\n');
	}
}

static void take_answer(const struct source *src, const struct kv *kv, struct line_result *line)
{
	line->result = source_result(kv);
	line->refused = kv_get_int(kv, "refused", 0) != 0;
	run_take_said(kv, &line->said);
	trace_log(src, kv);
	if (line->result != RESULT_SUCCESS ||
	    (line->result = take_items(kv, &line->set)) == RESULT_SUCCESS)
		return;
	snprintf(line->said.text, sizeof(line->said.text),
		 "an item of its answer is malformed: this is a fault of the plugin");
	credential_clear(&line->set);
}

static void talk(const struct call *call, struct buf *request, struct line_result *line)
{
	struct source_spec spec = { .plugin = call->src->plugin,
				    .prompt = call->request->prompt,
				    .prompt_arg = call->request->prompt_arg };
	struct source_process *process = NULL;
	struct source_answer answer;
	struct err err = { 0 };

	if (source_start(&spec, &process, &err) != 0) {
		fail(line, RESULT_INTERNAL, &err);
		return;
	}
	source_ask(process, request, call->deadline_ms + call->request->grace_ms, &answer);
	line->paused_ms = answer.paused_ms;
	if (answer.failure == RESULT_SUCCESS)
		take_answer(call->src, &answer.kv, line);
	else
		fail(line, answer.failure, &answer.err);
	if (kv_get_int(&answer.kv, "stays", 0) != 0 && line->result == RESULT_SUCCESS &&
	    call->request->keep_signer) {
		line->process = process;
		process = NULL;
	}
	source_answer_clear(&answer);
	source_close(&process);
}

static void run_call(const struct call *call, struct line_result *ret_result)
{
	const struct line *line = bind_line(call->request->bound, call->src);
	struct buf request = BUF_SECRET(WIRE_MAX);
	struct err err = { 0 };

	if (line->why != NULL) {
		ret_result->missing = line->missing;
		fail(ret_result, RESULT_BROKEN, line->why);
	} else if (put_request(call, line, &request, &err) != 0) {
		fail(ret_result, RESULT_INTERNAL, &err);
	} else {
		talk(call, &request, ret_result);
	}
	buf_free(&request);
	if (strcmp(call->verb, "get") != 0)
		credential_clear(&ret_result->set);
}

void run_source(const struct source *src, const struct stack_request *request,
		const struct credential *known, int64_t deadline_ms, struct line_result *ret_result)
{
	run_call(&(struct call){ "get", src, request, known, deadline_ms }, ret_result);
}

void run_store(const struct source *src, const struct stack_request *request,
	       const struct credential *given, int64_t deadline_ms, struct line_result *ret_result)
{
	static const int stored[] = { ITEM_CLIENT_ID, ITEM_CLIENT_SECRET };
	struct err err = { 0 };

	for (size_t i = 0; i < 2; i++) {
		const struct secret *s = given->items[stored[i]];
		if (s != NULL && credential_item_valid(stored[i], s->data, s->len))
			continue;
		err_set(&err, REASON_ITEM_INVALID,
			"the %s is missing, empty, too long, or holds a control byte or bytes that "
			"are not UTF-8",
			stored[i] == ITEM_CLIENT_ID ? "client id" : "secret");
		fail(ret_result, RESULT_INVALID, &err);
		return;
	}
	run_call(&(struct call){ "store", src, request, given, deadline_ms }, ret_result);
}

void run_erase(const struct source *src, const struct stack_request *request,
	       const struct credential *known, int64_t deadline_ms, struct line_result *ret_result)
{
	run_call(&(struct call){ "erase", src, request, known, deadline_ms }, ret_result);
}
