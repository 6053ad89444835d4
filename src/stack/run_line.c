/* Running one source line for real: the talk with its ccred-source process. */
#include "stack/run_line.h"
#include "base/layout.h"
#include "base/text.h"
#include "base/trace.h"
#include "ccred-plugin.h"
#include "stack/wire.h"

/* Of what a plugin says for the trace. */
#define LOG_MAX 4096

/* The items that a plugin is told. */
#define GIVEN ITEM_BIT(ITEM_CLIENT_ID)
#define STORED (GIVEN | ITEM_BIT(ITEM_CLIENT_SECRET))

/* What runs, with which arguments and variables. */
static void put_line(const struct bound *bound, const struct line *line, struct buf *b)
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

/* The words of a blank-separated list, a line each. */
static void put_words(struct buf *b, const char *key, const char *list)
{
	size_t len;

	for (const char *w = list; w != NULL && *w != '\0'; w += len + strspn(w + len, " "))
		if ((len = strcspn(w, " ")) > 0)
			kv_put_escaped(b, key, w, len);
}

static void put_profile(const struct stack_request *request, struct buf *b)
{
	const struct profile *p = request->bound->profile;

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
	kv_put_text(b, "wanted",
		    request->method_wanted != NULL ? request->method_wanted : p->client_auth);
	put_words(b, "offered", request->methods_offered);
}

static int put_request(const struct run_call *call, const struct line *line, struct buf *b,
		       struct err *err)
{
	const struct stack_request *request = call->request;

	talk_begin(b);
	kv_put_text(b, "verb", call->verb);
	put_line(request->bound, line, b);
	put_profile(request, b);
	wire_put_items(b, call->known, strcmp(call->verb, "store") == 0 ? STORED : GIVEN);
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

/* What the plugin said for the trace, one line of it an event. More than a plugin may say is left
 * out. */
static void trace_log(const struct source *src, const struct kv *kv)
{
	const char *log = trace_on() ? kv_get(kv, "log") : NULL;
	char where[SOURCE_WHERE_MAX];

	for (const char *p = log; p != NULL && *p != '\0' && p < log + LOG_MAX;) {
		size_t len = strcspn(p, "\n");
		trace("source: %s: %s: log: %.*s", source_where(src, where), src->plugin, (int)len,
		      p);
		p += len + (p[len] == '\n');
	}
}

static void take_answer(const struct source *src, const struct source_answer *a,
			struct line_result *line)
{
	const char *location = kv_get(&a->kv, "location");

	fail(line, a->result, &a->err);
	line->paused_ms = a->paused_ms;
	line->refused = kv_get_int(&a->kv, "refused", 0) != 0;
	line->said.warning = kv_get_int(&a->kv, "severity", CCRED_ERROR) == CCRED_WARNING;
	if (location != NULL)
		text_escape(location, strlen(location), line->said.location,
			    sizeof(line->said.location));
	trace_log(src, &a->kv);
}

/* Nobody is asked in the name of a plugin that does not offer prompt. */
static void talk(const struct run_call *call, const struct description *d, struct buf *request,
		 struct line_result *line, struct source_answer *ret_answer)
{
	const struct stack_request *rq = call->request;
	source_prompt_fn prompt = (d->offers & OFFER_PROMPT) != 0 ? rq->prompt : NULL;
	struct source_process *process = NULL;
	struct err err = { 0 };

	if (source_start(call->src->plugin, prompt, rq->prompt_arg, &process, &err) != 0) {
		fail(line, RESULT_INTERNAL, &err);
		return;
	}
	source_ask(process, request, call->deadline_ms + rq->grace_ms, ret_answer);
	take_answer(call->src, ret_answer, line);
	if (rq->keep_signer && line->result == RESULT_SUCCESS &&
	    kv_get_int(&ret_answer->kv, "stays", 0) != 0) {
		line->process = process;
		process = NULL;
	}
	source_close(&process);
}

void run_call(const struct run_call *call, struct line_result *ret_result,
	      struct source_answer *ret_answer)
{
	const struct line *line = bind_line(call->request->bound, call->src);
	struct buf request = BUF_SECRET(WIRE_MAX);
	struct err err = { 0 };

	*ret_answer = (struct source_answer){ 0 };
	if (line->why != NULL) {
		ret_result->missing = line->missing;
		fail(ret_result, RESULT_BROKEN, line->why);
	} else if (put_request(call, line, &request, &err) != 0) {
		fail(ret_result, RESULT_INTERNAL, &err);
	} else {
		talk(call, line->description, &request, ret_result, ret_answer);
	}
	buf_free(&request);
}

/* Runs a call whose answer has no items. */
static void run_simple(const struct run_call *call, struct line_result *ret_result)
{
	struct source_answer answer;

	run_call(call, ret_result, &answer);
	source_answer_clear(&answer);
}

/* Takes what the line set. What has expired is of no use, so the line has failed. */
static void take_set(const struct kv *kv, struct line_result *line)
{
	struct credential *set = &line->set;
	char age[LAYOUT_TIME_SIZE], at[LAYOUT_TIME_SIZE];
	struct err err = { 0 };
	int expired, r = wire_take_items(kv, set, NULL);

	if (r != 0 || set->items[ITEM_SIGNATURE] != NULL)
		err_set(&err, REASON_ITEM_INVALID,
			"an item of its answer is malformed: this is a fault of the plugin");
	else if ((expired = credential_expired(set)) != 0)
		err_set(&err, REASON_CREDENTIAL_EXPIRED, "its %s expired %s ago, at %s",
			credential_item_words(expired),
			layout_time(time(NULL) - set->expires_s[expired], age),
			layout_clock(set->expires_s[expired], at));
	else
		return;
	fail(line, r == EXIT_OS ? RESULT_INTERNAL : RESULT_INVALID, &err);
	line_result_clear(line);
}

void run_source(const struct source *src, const struct stack_request *request,
		const struct credential *known, int64_t deadline_ms, struct line_result *ret_result)
{
	struct run_call call = { "get", src, request, known, deadline_ms };
	struct source_answer answer;

	run_call(&call, ret_result, &answer);
	if (ret_result->result == RESULT_SUCCESS)
		take_set(&answer.kv, ret_result);
	source_answer_clear(&answer);
}

void run_store(const struct source *src, const struct stack_request *request,
	       const struct credential *given, int64_t deadline_ms, struct line_result *ret_result)
{
	static const int stored[] = { ITEM_CLIENT_ID, ITEM_CLIENT_SECRET };
	struct err err = { 0 };

	for (size_t i = 0; i < 2; i++) {
		const struct secret *s = given->items[stored[i]];
		const char *fault = s == NULL ? "is missing"
					      : credential_item_fault(stored[i], s->data, s->len);
		if (fault == NULL)
			continue;
		err_set(&err, REASON_ITEM_INVALID, "the %s %s", credential_item_words(stored[i]),
			fault);
		fail(ret_result, RESULT_INVALID, &err);
		return;
	}
	run_simple(&(struct run_call){ "store", src, request, given, deadline_ms }, ret_result);
}

void run_erase(const struct source *src, const struct stack_request *request,
	       const struct credential *known, int64_t deadline_ms, struct line_result *ret_result)
{
	run_simple(&(struct run_call){ "erase", src, request, known, deadline_ms }, ret_result);
}
