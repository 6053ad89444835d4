/* The steps of a report: which of them each command runs, and what each needs. */
#include "report/report.h"
#include "base/clock.h"
#include "base/terminal.h"
#include "base/trace.h"
#include "stack/ask.h"
#include "acquire/profile_key.h"

#include <unistd.h>

#define BIT(step) (1u << (step))
#define NEVER BIT(N_STEPS)

static int no_token(const struct report *r, struct err *err)
{
	const char *why = r->cached.why;
	int code = err_set(err, REASON_NO_TOKEN, "no token is cached%s%s%s",
			   why != NULL ? " (" : "", why != NULL ? why : "", why != NULL ? ")" : "");

	err_fix(err, "ccred token %s", r->a.profile_args);
	return code;
}

/* Only the doctor makes the cache, for its token. A cache-dir that cannot be used ends a call, and therefore the
 * other reports; the doctor shows it in a step of its own. */
static int look(struct report *r, struct err *err)
{
	const struct profile *p = r->a.profile;
	bool doctor = r->request->command == REPORT_DOCTOR;
	int code = (doctor ? cache_open : cache_peek)(p->cache_dir, &r->a.cache, err);

	if (code != 0)
		trace("cache: %s", err->text);
	else
		code = profile_key(r->a.bound, r->a.cache, &r->a.key, err);
	if (doctor)
		return r->a.cache != NULL ? code : 0;
	if (code == EXIT_DENIED || (code != 0 && r->a.cache != NULL))
		return code;
	if (code == 0) {
		r->state = cache_look(r->a.cache, r->a.key, p->renew_margin_s, &r->cached);
		cache_trace(r->state, &r->cached);
	}
	if (r->request->command == REPORT_INSPECT && !cache_is_valid(r->state))
		return no_token(r, err);
	return 0;
}

static int discover(struct report *r, struct err *err)
{
	return acquisition_discover(&r->a, err);
}

static int check(struct report *r, struct err *err)
{
	return bind_check(r->a.bound, err);
}

static int gather(struct report *r, struct err *err)
{
	int code = acquisition_gather(&r->a, false, &r->a.outcome, err);

	for (size_t i = 0; i < r->a.outcome.nwarnings; i++)
		trace("report: warning: %s", r->a.outcome.warnings[i]);
	return code;
}

static int check_refused(struct report *r, struct err *err)
{
	int code = acquisition_take_credential(&r->a, err);

	return code != 0 ? code : acquisition_check_refused(&r->a, err);
}

/* The steps that must have gone well before a step can run in each command. */
static const struct {
	int (*run)(struct report *r, struct err *err);
	unsigned needs[N_REPORT_COMMANDS];
} steps[N_STEPS] = {
	[STEP_CACHE] = { look, { 0, 0, 0 } },
	[STEP_CLAIMS] = { report_claims, { NEVER, NEVER, BIT(STEP_CACHE) } },
	[STEP_PLUGINS] = { check, { 0, BIT(STEP_CACHE), BIT(STEP_CACHE) } },
	[STEP_WAY] = { report_way, { 0, NEVER, NEVER } },
	[STEP_DISCOVERY] = { discover, { BIT(STEP_WAY), BIT(STEP_PLUGINS), NEVER } },
	[STEP_ENDPOINT] = { report_endpoint, { BIT(STEP_DISCOVERY), NEVER, NEVER } },
	/* A server that cannot be used costs no secret, but the doctor shows both. */
	[STEP_STACK] = { gather,
			 { BIT(STEP_PLUGINS), BIT(STEP_PLUGINS) | BIT(STEP_DISCOVERY), NEVER } },
	[STEP_REFUSAL] = { check_refused, { NEVER, BIT(STEP_DISCOVERY) | BIT(STEP_STACK), NEVER } },
	[STEP_TOKEN] = { report_token, { BIT(STEP_ENDPOINT) | BIT(STEP_STACK), NEVER, NEVER } },
	[STEP_API] = { report_api, { BIT(STEP_TOKEN), NEVER, NEVER } },
	[STEP_INTROSPECTION] = { report_introspect, { NEVER, NEVER, BIT(STEP_PLUGINS) } },
};

/* A source_prompt_fn; arg is the report. Its time stands still while a person types. */
static enum result ask(void *arg, int style, const char *text, char *buffer, size_t size,
		       size_t *ret_len)
{
	struct report *r = arg;
	int64_t begin_ms = clock_ms();
	enum result result = ask_terminal(NULL, style, text, buffer, size, ret_len);

	r->acquire.deadline_ms += clock_ms() - begin_ms;
	return result;
}

int report_start(struct report *r, const struct report_request *request, struct profile **profile,
		 struct err *err)
{
	struct profile *p = *profile;
	bool doctor = request->command == REPORT_DOCTOR;
	int code;

	*r = (struct report){ .request = request, .acquire = request->acquire };
	r->acquire.profile = p->name;
	r->acquire.tenant = p->tenant;
	r->acquire.interactive = !doctor && (p->interactive || isatty(STDERR_FILENO));
	r->acquire.prompt = terminal_possible() ? ask : NULL;
	r->acquire.prompt_arg = r;
	r->a = (struct acquisition){
		.request = &r->acquire,
		.profile = p,
		.anew = doctor,
		.peek = request->command == REPORT_EXPLAIN,
		.all = request->all,
		.told = report_on_document,
		.told_arg = r,
	};
	*profile = NULL;
	code = acquisition_bind(&r->a, err);
	return code != 0 ? code : acquisition_set_oauth(&r->a, err);
}

void report_run(struct report *r)
{
	enum report_command command = r->request->command;
	/* The doctor has as much time as a call for the servers, and as much again for the sources and the token,
	 * so that a server that hangs leaves the others their time. */
	int64_t begin_ms = clock_ms(), timeout_ms = (int64_t)r->a.profile->timeout_s * 1000;

	r->acquire.deadline_ms = begin_ms + timeout_ms;
	for (int i = 0; i < N_STEPS; i++) {
		unsigned needs = steps[i].needs[command];
		if (i == STEP_STACK && command == REPORT_DOCTOR)
			r->acquire.deadline_ms = begin_ms + 2 * timeout_ms;
		if (i == STEP_STACK && r->request->all)
			needs &= ~BIT(STEP_DISCOVERY);
		if ((needs & ~r->good) != 0)
			continue;
		/* A step that went well may have looked at failures that do not count. */
		if ((r->why[i].code = steps[i].run(r, &r->why[i])) == 0)
			r->good |= BIT(i);
	}
}

const struct err *report_why(const struct report *r, enum report_step step)
{
	return r->why[step].code != 0 ? &r->why[step] : NULL;
}

bool report_is_good(const struct report *r, enum report_step step)
{
	return (r->good & BIT(step)) != 0;
}

const char *report_method(const struct report *r)
{
	struct auth_attempt attempt = { &r->a.oauth, &r->a.metadata, OAUTH_GRANT, NULL };
	const struct auth_method *method;

	if (report_is_good(r, STEP_REFUSAL))
		attempt.credential = &r->a.outcome.credential;
	if (!report_is_good(r, STEP_DISCOVERY) || auth_choose(&attempt, &method, NULL) != 0)
		return NULL;
	return method->name;
}

void report_clear(struct report *r)
{
	buf_free(&r->documents);
	buf_free(&r->documents_json);
	buf_free(&r->document_url);
	for (size_t i = 0; i < N_INSPECTION_PARTS; i++) {
		buf_free(&r->inspection.parts[i].text);
		buf_free(&r->inspection.parts[i].json);
	}
	buf_free(&r->inspection.omitted);
	cache_token_clear(&r->cached);
	acquired_clear(&r->got);
	acquisition_clear(&r->a);
}
