/* The dispatcher: runs the sources of a profile in order, gathers a credential and reaches a
 * verdict. */
#include "stack/stack.h"
#include "base/clock.h"
#include "base/trace.h"
#include "stack/gather.h"
#include "stack/verdict.h"

/* One run of the whole stack. */
struct run {
	const struct stack_request *request;
	source_run_fn run;
	struct stack_outcome *outcome;
	/* Its stack has ended, or one around it: the answers of lines change nothing. */
	bool beyond;
	/* The line whose arguments are wrong, or whose plugin is missing; NULL: none. */
	const struct source *refused;
	struct line_result refusal;
	/* The line whose process is kept as the signer. */
	const struct source *signer;
};

/*
 * At most source-timeout, and never more than half of what is left: the next source gets its share,
 * and so does the server.
 */
static int64_t line_deadline(const struct run *run)
{
	const struct stack_request *request = run->request;
	int64_t now = clock_ms(), deadline = request->deadline_ms + run->outcome->paused_ms;
	int64_t left = deadline > now ? deadline - now : 0;
	int64_t most = (int64_t)request->bound->profile->source_timeout_s * 1000;

	return now + (left / 2 < most ? left / 2 : most);
}

static bool is_complete(const struct run *run, const struct credential *credential)
{
	return run->request->complete(credential, run->request->complete_arg);
}

static int add_event(struct stack_outcome *o, const struct source *src, unsigned depth,
		     size_t *ret_index)
{
	struct stack_event *events = reallocarray(o->events, o->nevents + 1, sizeof(*events));

	if (events == NULL)
		return -1;
	o->events = events;
	*ret_index = o->nevents;
	o->events[o->nevents++] = (struct stack_event){ .src = src, .depth = depth };
	return 0;
}

static void trace_event(const struct stack_event *e)
{
	char said[SAID_LINE_MAX], where[SOURCE_WHERE_MAX];
	struct buf items = BUF_INIT;

	credential_put_names(e->sets, &items);
	said_line(&e->said, said);
	trace("source: %s: %s %s%s: %s after %lld ms%s%s%s%s%s%s", source_where(e->src, where),
	      e->src->control_text, e->src->stack != NULL ? "@" : "", stack_line_name(e->src),
	      result_name((int)e->result), (long long)e->took_ms, e->sets != 0 ? ", " : "",
	      buf_str(&items), e->taken ? ", taken" : "", e->beyond ? ", beyond the end" : "",
	      said[0] != '\0' ? ": " : "", said);
	buf_free(&items);
}

static int dispatch(struct run *run, const struct source *lines, size_t n, unsigned depth,
		    struct credential *credential, struct verdict *v);

/* A nested stack: it sees the outer credential, and its verdict is the result of the line. */
static void run_nested(struct run *run, const struct source *src, unsigned depth,
		       const struct credential *known, struct line_result *line)
{
	struct verdict v = VERDICT_INIT;
	struct credential inner = { .items = { NULL } };

	if (credential_copy(known, &inner, NULL) != 0 ||
	    dispatch(run, src->inner, src->ninner, depth + 1, &inner, &v) != 0)
		line->result = RESULT_INTERNAL;
	else
		line->result = verdict_end(&v, is_complete(run, &inner));
	if (line->result == RESULT_SUCCESS)
		line->set = inner;
	else
		credential_clear(&inner);
}

static void run_plugin(struct run *run, const struct source *src, const struct credential *known,
		       struct line_result *line)
{
	struct err why = { 0 };

	run->run(src, run->request, known, line_deadline(run), line);
	run->outcome->paused_ms += line->paused_ms;
	/* A plugin that is not there was refused before: bind_check. */
	if (line->refused || (line->missing && !src->optional_plugin)) {
		if (!run->beyond) {
			run->refused = src;
			run->refusal = (struct line_result){ .result = line->result,
							     .refused = true,
							     .said = line->said };
		}
		return;
	}
	if (line->result != RESULT_SUCCESS)
		return;
	for (int item = 1; item < N_ITEMS; item++)
		line->set.from[item] = line->set.items[item] != NULL ? src : NULL;
	line->result = gather_check(known, &line->set, &why);
	if (line->result != RESULT_SUCCESS)
		said_error(&line->said, &why);
}

/* Fills in how the line went. The items that it set join the credential if it is taken. */
static void take_line(struct run *run, struct stack_event *e, bool takes, struct line_result *line,
		      struct credential *credential)
{
	e->result = line->result;
	e->sets = credential_items(&line->set);
	/* A nested stack hands back the outer items that it saw as well. */
	if (e->src->stack != NULL)
		e->sets &= ~credential_items(credential);
	e->taken = takes && !run->beyond;
	e->beyond = run->beyond;
	e->said = line->said;
	/* The process of the line that supplied the key stays; every other one ends with its
	 * line. */
	if (line->process != NULL && takes && credential->items[ITEM_ALGORITHM] == NULL) {
		source_close(&run->outcome->signer);
		run->outcome->signer = line->process;
		run->signer = e->src;
		line->process = NULL;
	}
	if (takes)
		gather_merge(credential, &line->set);
	line_result_clear(line);
}

/* Takes one line's result. Returns true if the stack ends here; *decides: for now it is this line's
 * doing. */
static bool step(const struct run *run, const struct source *src, const struct line_result *line,
		 bool complete, struct verdict *v, bool *decides)
{
	int failed = v->failed;
	bool ends = !run->beyond && run->refused != NULL;

	/* A missing plugin behind a dash: as if the line were not there. */
	if (!ends && !(line->missing && src->optional_plugin))
		ends = verdict_step(v, &src->control, line->result, complete);
	*decides = ends || v->failed != failed;
	return ends;
}

static int dispatch(struct run *run, const struct source *lines, size_t n, unsigned depth,
		    struct credential *credential, struct verdict *v)
{
	bool outer = run->beyond, ended = false;
	size_t at, decider = SIZE_MAX;

	for (size_t i = 0; i < n && (!ended || run->request->all); i++) {
		const struct source *src = &lines[i];
		struct line_result line = { .result = RESULT_INTERNAL };
		bool was_complete = is_complete(run, credential), decides;
		int64_t begin = clock_ms() - run->outcome->paused_ms;

		run->beyond = outer || ended;
		if (add_event(run->outcome, src, depth, &at) != 0)
			return -1;
		if (src->stack != NULL)
			run_nested(run, src, depth, credential, &line);
		else
			run_plugin(run, src, credential, &line);
		if (line.missing && src->optional_plugin)
			line.result = RESULT_IGNORE;
		struct stack_event *e = &run->outcome->events[at];
		e->took_ms = clock_ms() - run->outcome->paused_ms - begin;
		take_line(run, e, !ended && verdict_takes(v, &src->control, line.result), &line,
			  credential);
		if (trace_on())
			trace_event(e);
		if (ended)
			continue;
		bool complete = is_complete(run, credential);
		ended = step(run, src, &line, complete, v, &decides);
		if (decides || complete != was_complete)
			decider = at;
	}
	if (decider != SIZE_MAX && !outer)
		run->outcome->events[decider].decides = true;
	run->beyond = outer;
	return 0;
}

int stack_run(const struct stack_request *request, source_run_fn run_fn,
	      struct stack_outcome *ret_outcome, struct err *err)
{
	const struct profile *p = request->bound->profile;
	struct stack_outcome *o = ret_outcome;
	struct run run = { .request = request, .run = run_fn, .outcome = o };
	struct verdict v = VERDICT_INIT;
	bool complete;
	int r;

	*o = (struct stack_outcome){ .result = RESULT_INTERNAL };
	if (p->client_id != NULL &&
	    (r = credential_set(&o->credential, ITEM_CLIENT_ID, p->client_id, strlen(p->client_id),
				NULL, err)) != 0)
		return r;
	if (dispatch(&run, p->sources, p->nsources, 0, &o->credential, &v) != 0)
		return err_nomem(err);
	/* A nested stack may have dropped the key again. */
	if (o->credential.from[ITEM_ALGORITHM] != run.signer)
		source_close(&o->signer);
	if (run.refused != NULL)
		return outcome_line(run.refused, &run.refusal, err);
	complete = is_complete(&run, &o->credential);
	o->result = verdict_end(&v, complete);
	trace("stack: %s", result_name((int)o->result));
	if (o->result != RESULT_SUCCESS)
		return outcome_failure(o, complete, err);
	outcome_warnings(o);
	return 0;
}
