/* What the cases of the conformance suite are made of: calling the plugin, and a line of TAP a
 * case. */
#include "kit/plugin_suite.h"
#include "base/clock.h"
#include "base/proc.h"
#include "base/output.h"
#include "ccred-plugin.h"
#include "plugin/arguments.h"
#include "plugin/find.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

/* It may load large libraries on a busy machine. */
#define CALL_MS 10000
/* Until what a call has killed is gone. */
#define REAP_MS 1000
#define REAP_STEP_MS 10

int suite_begin(struct suite *s, const char *path, const struct scenario_args *scenarios,
		struct err *err)
{
	struct nobody n;
	int r;

	s->scenarios = scenarios;
	if ((r = check_file(path, &s->description, NULL, err)) != 0 ||
	    (r = nobody_begin(&n, &(struct nobody_spec){ s->description }, err)) != 0)
		return r;
	if ((r = probe_load(&n, err)) != 0)
		err_prefix(err, "%s", path);
	nobody_end(&n);
	return r;
}

void suite_clear(struct suite *s)
{
	description_free(&s->description);
	credential_clear(&s->first);
	*s = (struct suite){ 0 };
}

/* What a call leaves behind became our child, and nobody else is. */
static bool leaves_processes(void)
{
	int64_t deadline_ms = clock_ms() + REAP_MS;
	pid_t pid;

	for (;;) {
		while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
			;
		if (pid < 0 && errno == ECHILD)
			return false;
		if (clock_left(deadline_ms) == 0)
			break;
		clock_sleep(REAP_STEP_MS);
	}
	proc_kill_children(PROC_SPARE_NONE, NULL);
	return true;
}

static int know(struct credential *known, int item, const char *text)
{
	return text != NULL ? credential_set(known, item, text, strlen(text), NULL, NULL) : 0;
}

static void call_line(const struct suite_call *call, const struct nobody *n,
		      struct line_result *ret_result)
{
	struct credential known = { 0 };
	struct stack_request request = {
		.bound = n->bound,
		.token_endpoint = n->profile.token_endpoint,
		.refresh = call->refresh,
		.deadline_ms = clock_ms() + (call->told_ms != 0 ? call->told_ms : CALL_MS),
		.grace_ms = call->grace_ms,
	};

	/* run_line.c tells the secret to a store alone. */
	if (know(&known, ITEM_CLIENT_ID, call->client_id) != 0 ||
	    know(&known, ITEM_CLIENT_SECRET, call->client_secret) != 0)
		ret_result->result = RESULT_INTERNAL;
	else
		(call->run != NULL ? call->run : run_source)(&n->source, &request, &known,
							     request.deadline_ms, ret_result);
	credential_clear(&known);
}

static int begin_call(const struct suite *s, const struct suite_call *call, struct nobody *n,
		      struct err *err)
{
	const struct scenario_args *given = &s->scenarios[call->scenario];
	struct nobody_spec spec = {
		.description = s->description,
		.args = given->args,
		.nargs = given->nargs,
		.origin = call->origin,
		.tenant = call->tenant,
	};

	return nobody_begin(n, &spec, err);
}

void suite_run(struct suite *s, const struct suite_call *call, struct line_result *ret_result)
{
	static const struct location at = { "arguments", 1, 1 };
	struct nobody n;
	struct err err = { 0 };

	*ret_result = (struct line_result){ .result = RESULT_INTERNAL };
	if (begin_call(s, call, &n, &err) != 0) {
		said_error(&ret_result->said, &err);
		return;
	}
	/* In a stack these are refused before anything runs. */
	if (arguments_check(s->description, n.source.args, n.source.nargs, &at, &err) != 0) {
		ret_result->refused = true;
		said_error(&ret_result->said, &err);
	} else {
		call_line(call, &n, ret_result);
	}
	nobody_end(&n);
	if (leaves_processes())
		s->left++;
}

bool suite_separates(const struct suite *s, enum scenario scenario)
{
	struct suite_call call = { .scenario = scenario };
	struct err err = { 0 };
	bool separates = false;
	struct nobody n;

	if (begin_call(s, &call, &n, &err) == 0) {
		separates = bind_separates_tenants(&n.bound->lines[0]);
		nobody_end(&n);
	}
	return separates;
}

/* A line at once, for who watches; one that cannot be written ends it all, at the end. */
static void print(struct suite *s, struct buf *b)
{
	struct err why = { 0 };

	if (s->code == 0)
		s->code = output_write(b, &why);
	buf_free(b);
}

void suite_case(struct suite *s, bool ok, const char *detail, const char *name)
{
	struct buf b = BUF_INIT;

	s->n++;
	s->failed += !ok;
	buf_printf(&b, "%sok %zu - %s\n", ok ? "" : "not ", s->n, name);
	if (!ok)
		buf_printf(&b, "# %s\n", detail);
	print(s, &b);
}

static bool fits(const struct suite *s, const struct suite_call *call, const struct line_result *a)
{
	const struct secret *id = a->set.items[ITEM_CLIENT_ID],
			    *secret = a->set.items[ITEM_CLIENT_SECRET];
	bool success = a->result == RESULT_SUCCESS, soft = result_is_soft(a->result);
	bool found = success && credential_items(&a->set) != 0;
	bool said = a->said.text[0] != '\0' || a->said.location[0] != '\0';
	bool declined = a->result == RESULT_IGNORE || (soft && said);
	bool same = credential_equal(&a->set, &s->first);
	const bool fitting[] = {
		[SUITE_FIRST] = found,
		[SUITE_CREDENTIAL] = found,
		[SUITE_SAME] = found && same,
		[SUITE_ANOTHER] = found && !same,
		[SUITE_SECRET] = success && secret != NULL && call->client_secret != NULL &&
				 strcmp(secret->data, call->client_secret) == 0 &&
				 (call->client_id != NULL || id != NULL),
		[SUITE_DECLINED] = declined,
		[SUITE_ANSWER] = found || declined,
		[SUITE_NOTHING] =
			!found && a->result != RESULT_INTERNAL && a->result != RESULT_CRASHED,
		[SUITE_NOTHING_SAID] = !success && a->result < RESULT_INTERNAL && said,
		[SUITE_SOFT] = soft,
		[SUITE_ENDED] = soft && a->result != RESULT_TIMEOUT,
		[SUITE_REFUSED] = a->refused && said,
		[SUITE_DONE] = success && said,
		[SUITE_NOT_FOUND] = a->result == RESULT_NOT_FOUND && said,
	};

	return fitting[call->wanted];
}

static void walk(struct suite *s, const struct suite_call *call)
{
	char detail[ERR_TEXT_MAX + SAID_LINE_MAX], line[SAID_LINE_MAX];
	struct line_result a;

	suite_run(s, call, &a);
	bool id = a.set.items[ITEM_CLIENT_ID] != NULL;
	bool secret = a.set.items[ITEM_CLIENT_SECRET] != NULL;
	said_line(&a.said, line);
	snprintf(detail, sizeof(detail), "it answered %s%s and set %s: %s",
		 result_name((int)a.result), a.refused ? " (refused)" : "",
		 id && secret ? "client id and secret"
		 : id         ? "client id"
		 : secret     ? "client secret"
			      : "nothing",
		 line[0] != '\0' ? line : "without a reason");
	suite_case(s, fits(s, call, &a), detail, call->name);
	if (call->wanted == SUITE_FIRST)
		s->first = a.set;
	else
		credential_clear(&a.set);
}

void suite_skip(struct suite *s, const char *why)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "ok %zu # SKIP %s\n", ++s->n, why);
	print(s, &b);
}

bool suite_walk(struct suite *s, enum scenario scenario, const struct suite_call *calls, size_t n)
{
	char why[128];

	if (!s->scenarios[scenario].given) {
		snprintf(why, sizeof(why), "--%s is not given", scenario_names[scenario]);
		suite_skip(s, why);
		return false;
	}
	for (size_t i = 0; i < n; i++)
		walk(s, &calls[i]);
	return true;
}

int suite_end(struct suite *s)
{
	struct buf b = BUF_INIT;
	char detail[64];

	snprintf(detail, sizeof(detail), "%zu calls did", s->left);
	suite_case(s, s->left == 0, detail, "no call leaves a process behind");
	buf_printf(&b, "1..%zu\n", s->n);
	print(s, &b);
	if (s->code != 0)
		return s->code;
	return s->failed == 0 ? 0 : EXIT_CONFIG;
}
