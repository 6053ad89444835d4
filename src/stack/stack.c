/* The dispatcher: runs the sources of a profile in order, gathers a bundle and reaches a verdict. */
#include "base/banned.h"
#include "stack/stack.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/trace.h"
#include "stack/verdict.h"

/* One run of the whole stack. */
struct run {
	const struct stack_request *request;
	source_run_fn run;
	struct stack_outcome *outcome;
	bool beyond; /* its stack has ended, or one around it: what lines answer is only looked at */
	int refused; /* an exit code: the profile is refused whatever the controls say */
	char refusal[ERR_TEXT_MAX];
};

static const char *line_name(const struct source *src)
{
	return src->plugin != NULL ? src->plugin : src->stack;
}

/* At most source-timeout, and never more than half of what is left: the next source gets its share,
 * and so does the server. */
static int64_t line_deadline(const struct stack_request *request)
{
	int64_t now = clock_ms();
	int64_t left = request->deadline_ms > now ? request->deadline_ms - now : 0;
	int64_t most = (int64_t)request->profile->source_timeout_s * 1000;

	return now + (left / 2 < most ? left / 2 : most);
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
	trace("source: %s:%u: %s %s%s: %s after %lld ms%s%s%s%s%s%s", e->src->file, e->src->line,
	      e->src->control_text, e->src->stack != NULL ? "@" : "", line_name(e->src),
	      result_name(e->result), (long long)e->took_ms, e->set_id ? ", client id" : "",
	      e->set_secret ? ", client secret" : "", e->taken ? ", taken" : "",
	      e->beyond ? ", beyond the end" : "", e->text[0] != '\0' ? ": " : "", e->text);
}

static int dispatch(struct run *run, const struct source *lines, size_t n, unsigned depth,
		    struct bundle *bundle, struct verdict *v);

/* A nested stack: sees the outer bundle, and its verdict is the result of the line. */
static void run_nested(struct run *run, const struct source *src, unsigned depth,
		       const struct bundle *bundle, struct line_result *line)
{
	struct verdict v = VERDICT_INIT;
	struct bundle inner = { 0 };

	if (bundle_copy(bundle, &inner, NULL) != 0 ||
	    dispatch(run, src->inner, src->ninner, depth + 1, &inner, &v) != 0)
		line->result = CCRED_INTERNAL;
	else
		line->result = verdict_end(&v, bundle_complete(&inner));
	if (line->result == CCRED_SUCCESS)
		line->set = inner;
	else
		bundle_clear(&inner);
}

static void run_line(struct run *run, const struct source *src, unsigned depth,
		     const struct bundle *bundle, struct line_result *line)
{
	struct err why = { 0 };

	if (src->stack != NULL) {
		run_nested(run, src, depth, bundle, line);
		return;
	}
	run->run(src, run->request, bundle, line_deadline(run->request), line);
	/* A plugin that goes away after run_check is refused as one that was never there. */
	if (line->refused || (line->missing && !src->optional_plugin)) {
		if (run->beyond)
			return;
		run->refused = EXIT_CONFIG;
		snprintf(run->refusal, sizeof(run->refusal), "%s:%u: %s: %s", src->file, src->line,
			 line_name(src), line->text);
		return;
	}
	if (line->result != CCRED_SUCCESS)
		return;
	line->result = bundle_check(bundle, &line->set, &why);
	if (line->result != CCRED_SUCCESS)
		snprintf(line->text, sizeof(line->text), "%.*s", (int)sizeof(line->text) - 1,
			 why.text);
}

/* Who supplied what stays known when a nested stack's bundle joins the outer one. */
static void merge(struct bundle *bundle, struct bundle *set, const struct source *src)
{
	const struct source *id_from = set->id_from, *secret_from = set->secret_from;
	bool new_id = bundle->client_id == NULL && set->client_id != NULL;
	bool new_secret = bundle->client_secret == NULL && set->client_secret != NULL;

	bundle_merge(bundle, set, src);
	if (src->stack != NULL && new_id)
		bundle->id_from = id_from;
	if (src->stack != NULL && new_secret)
		bundle->secret_from = secret_from;
}

/* Fills in how the line went. What it set joins the bundle if it is taken. */
static void take_line(const struct run *run, struct stack_event *e, bool takes,
		      struct line_result *line, struct bundle *bundle)
{
	/* A nested stack hands back the outer items that it saw as well. */
	bool nested = e->src->stack != NULL;

	e->result = line->result;
	e->set_id = line->set.client_id != NULL && !(nested && bundle->client_id != NULL);
	e->set_secret =
		line->set.client_secret != NULL && !(nested && bundle->client_secret != NULL);
	e->taken = takes && !run->beyond;
	e->beyond = run->beyond;
	memcpy(e->text, line->text, sizeof(e->text));
	if (takes)
		merge(bundle, &line->set, e->src);
	bundle_clear(&line->set);
}

/* Takes one line's result. Returns true if the stack ends here; *decides: for now it is this line's doing. */
static bool step(const struct run *run, const struct source *src, const struct line_result *line,
		 bool complete, struct verdict *v, bool *decides)
{
	int failed = v->failed;
	bool ends = !run->beyond && run->refused != 0;

	/* A missing plugin behind a dash: as if the line were not there. */
	if (!ends && !(line->missing && src->optional_plugin))
		ends = verdict_step(v, &src->control, line->result, complete);
	*decides = ends || v->failed != failed;
	return ends;
}

static int dispatch(struct run *run, const struct source *lines, size_t n, unsigned depth,
		    struct bundle *bundle, struct verdict *v)
{
	bool outer = run->beyond, ended = false;
	size_t at, decider = SIZE_MAX;

	for (size_t i = 0; i < n && (!ended || run->request->all); i++) {
		const struct source *src = &lines[i];
		struct line_result line = { .result = CCRED_INTERNAL };
		bool was_complete = bundle_complete(bundle), decides;
		int64_t begin = clock_ms();

		run->beyond = outer || ended;
		if (add_event(run->outcome, src, depth, &at) != 0)
			return -1;
		run_line(run, src, depth, bundle, &line);
		if (line.missing && src->optional_plugin)
			line.result = CCRED_IGNORE;
		struct stack_event *e = &run->outcome->events[at];
		e->took_ms = clock_ms() - begin;
		take_line(run, e, !ended && verdict_takes(v, &src->control, line.result), &line,
			  bundle);
		if (trace_on())
			trace_event(e);
		if (ended)
			continue;
		bool complete = bundle_complete(bundle);
		ended = step(run, src, &line, complete, v, &decides);
		if (decides || complete != was_complete)
			decider = at;
	}
	if (decider != SIZE_MAX && !outer)
		run->outcome->events[decider].decides = true;
	run->beyond = outer;
	return 0;
}

/* "file:line: plugin: what", for a line that did not succeed. */
static void describe(const struct stack_event *e, struct buf *b)
{
	buf_printf(b, "%s:%u: %s: %s", e->src->file, e->src->line, line_name(e->src),
		   e->text[0] != '\0' ? e->text : result_name(e->result));
}

/* Half a pair, that is, though no line went wrong: what a line says of itself tells what to do. */
static void explain_half(const struct stack_outcome *o, struct buf *b)
{
	const struct bundle *set = &o->bundle;
	const struct source *from = set->client_id != NULL ? set->id_from : set->secret_from;

	for (size_t i = 0; i < o->nevents; i++)
		if (result_is_hard(o->events[i].result) && o->events[i].src->stack == NULL &&
		    !o->events[i].beyond)
			return;
	buf_puts(b, b->len > 0 ? "; " : "");
	if (from != NULL)
		buf_printf(b, "%s:%u gave the client %s", from->file, from->line,
			   set->client_id != NULL ? "id" : "secret");
	else
		buf_puts(b, "the profile has a client-id");
	buf_printf(b, ", but no line has the %s: add a source that has it",
		   set->client_id != NULL ? "secret" : "id");
}

static int explain_failure(const struct stack_outcome *o, struct err *err)
{
	struct buf b = BUF_INIT;
	int code = result_exit(o->result);

	for (size_t i = 0; i < o->nevents; i++) {
		const struct stack_event *e = &o->events[i];
		/* The lines of a nested stack speak for it. */
		if (e->beyond || e->result == CCRED_SUCCESS || e->result == CCRED_IGNORE ||
		    e->src->stack != NULL)
			continue;
		buf_puts(&b, b.len > 0 ? "; " : "");
		describe(e, &b);
	}
	if (o->result == CCRED_INVALID &&
	    (o->bundle.client_id == NULL) != (o->bundle.client_secret == NULL))
		explain_half(o, &b);
	if (b.len == 0)
		buf_puts(&b, "no source had a credential: see ccred.config(5), STACKS");
	err_set(err, code, "%s", buf_str(&b));
	buf_free(&b);
	return code;
}

static void collect_warnings(struct stack_outcome *o)
{
	for (size_t i = 0; i < o->nevents; i++) {
		const struct stack_event *e = &o->events[i];
		struct buf b = BUF_INIT;
		if (e->beyond || !result_is_hard(e->result) || e->src->stack != NULL)
			continue;
		describe(e, &b);
		char **warnings = reallocarray(o->warnings, o->nwarnings + 1, sizeof(*warnings));
		char *text = buf_error(&b) ? NULL : strdup(buf_str(&b));
		buf_free(&b);
		if (warnings != NULL)
			o->warnings = warnings;
		if (warnings == NULL || text == NULL) {
			free(text);
			return;
		}
		o->warnings[o->nwarnings++] = text;
	}
}

int stack_run(const struct stack_request *request, source_run_fn run_fn,
	      struct stack_outcome *ret_outcome, struct err *err)
{
	const struct profile *p = request->profile;
	struct stack_outcome *o = ret_outcome;
	struct run run = { .request = request, .run = run_fn, .outcome = o };
	struct verdict v = VERDICT_INIT;

	*o = (struct stack_outcome){ .result = CCRED_INTERNAL };
	if (p->client_id != NULL &&
	    secret_new(p->client_id, strlen(p->client_id), &o->bundle.client_id) != 0)
		return err_nomem(err);
	if (dispatch(&run, p->sources, p->nsources, 0, &o->bundle, &v) != 0)
		return err_nomem(err);
	if (run.refused != 0)
		return err_set(err, run.refused, "%s", run.refusal);
	o->result = verdict_end(&v, bundle_complete(&o->bundle));
	trace("stack: %s", result_name(o->result));
	if (o->result != CCRED_SUCCESS)
		return explain_failure(o, err);
	collect_warnings(o);
	return 0;
}

void stack_outcome_clear(struct stack_outcome *outcome)
{
	bundle_clear(&outcome->bundle);
	free(outcome->events);
	for (size_t i = 0; i < outcome->nwarnings; i++)
		free(outcome->warnings[i]);
	free(outcome->warnings);
	*outcome = (struct stack_outcome){ 0 };
}
