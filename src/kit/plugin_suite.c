/* What the cases of the conformance suite are made of: calling the plugin, and a line of TAP a case. */
#include "base/banned.h"
#include "kit/plugin_suite.h"
#include "base/clock.h"
#include "base/proc.h"
#include "client/environment.h"
#include "base/output.h"
#include "plugin/plugin_file.h"
#include "stack/verdict.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

/* It may load large libraries on a busy machine. */
#define CALL_MS 10000
/* Until what a call has killed is gone. */
#define REAP_MS 1000
#define REAP_STEP_MS 10

/* Nobody's, and the same as of plugin check: what is there for one is there for the other. */
#define NOBODY "https://plugin-check.invalid"

int suite_begin(struct suite *s, const char *path, const struct scenario_args *scenarios,
		struct err *err)
{
	int r;

	s->scenarios = scenarios;
	if ((s->path = strdup(path)) == NULL || (s->dir = strdup(path)) == NULL)
		return err_nomem(err);
	*strrchr(s->dir, '/') = '\0';
	if ((r = plugin_check_file(path, NULL, NULL, err)) != 0 ||
	    (r = probe_describe(path, &s->probe, err)) != 0)
		err_prefix(err, "%s", path);
	return r;
}

void suite_clear(struct suite *s)
{
	probe_clear(&s->probe);
	free(s->path);
	free(s->dir);
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
	proc_kill_children(NULL);
	return true;
}

static int take_secret(const char *text, struct secret **ret_secret)
{
	return text != NULL ? secret_new(text, strlen(text), ret_secret) : 0;
}

static void call_line(const struct suite_call *call, const struct profile *p,
		      const struct source *src, struct run_context *context,
		      struct line_result *ret_result)
{
	struct bundle known = { 0 };
	struct stack_request request = {
		.profile = p,
		.token_endpoint = p->token_endpoint,
		.refresh = call->refresh,
		.deadline_ms = clock_ms() + (call->told_ms != 0 ? call->told_ms : CALL_MS),
		.arg = context,
	};

	if (take_secret(call->client_id, &known.client_id) != 0 ||
	    take_secret(call->client_secret, &known.client_secret) != 0)
		ret_result->result = CCRED_INTERNAL;
	else if (strcmp(call->verb, "store") == 0)
		run_store(src, &request, &known, request.deadline_ms, ret_result);
	else if (strcmp(call->verb, "erase") == 0)
		run_erase(src, &request, &known, request.deadline_ms, ret_result);
	else
		run_source(src, &request, &known, request.deadline_ms, ret_result);
	bundle_clear(&known);
}

/* A string of ours where the profile has one of its own. */
static char *borrowed(const char *text)
{
	return (char *)(uintptr_t)text;
}

void suite_run(struct suite *s, const struct suite_call *call, struct line_result *ret_result)
{
	const struct scenario_args *given = &s->scenarios[call->scenario];
	const struct ccred_arg *args = call->args != NULL ? call->args : given->args;
	struct source src = {
		.file = borrowed("plugin test"),
		.plugin = s->path,
		.args = (struct ccred_arg *)(uintptr_t)args,
		.nargs = call->args != NULL ? call->nargs : given->nargs,
	};
	struct profile p = {
		.name = borrowed("plugin-check"),
		.issuer = borrowed(NOBODY),
		.token_endpoint = borrowed(NOBODY "/token"),
		.origin = borrowed(call->origin != NULL ? call->origin : NOBODY),
		.tenant = borrowed(call->tenant),
		.sources = &src,
		.nsources = 1,
		.plugin_path = &s->dir,
		.nplugin_path = 1,
	};
	struct run_context context = { .grace_ms = call->grace_ms };
	struct err err = { 0 };

	*ret_result = (struct line_result){ .result = CCRED_INTERNAL };
	if (environment_vars(&p, &context.vars, &context.nvars, &err) != 0)
		return;
	call_line(call, &p, &src, &context, ret_result);
	environment_vars_free(context.vars, context.nvars);
	if (leaves_processes())
		s->left++;
}

/* A line at once, for who watches; one that cannot be written ends it all, at the end. */
static void print(struct suite *s, struct buf *b)
{
	struct err why = { 0 };

	if (s->code == 0)
		s->code = output_write(b, &why);
	buf_free(b);
}

void suite_case(struct suite *s, bool ok, const char *detail, const char *fmt, ...)
{
	struct buf b = BUF_INIT;
	char name[ERR_TEXT_MAX];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(name, sizeof(name), fmt, ap);
	va_end(ap);
	s->n++;
	s->failed += !ok;
	buf_printf(&b, "%sok %zu - %s\n", ok ? "" : "not ", s->n, name);
	if (!ok && detail != NULL)
		buf_printf(&b, "# %s\n", detail);
	print(s, &b);
}

void suite_case_line(struct suite *s, bool ok, const struct line_result *a, const char *name)
{
	char detail[ERR_TEXT_MAX + 128];
	const char *items = a->set.client_id != NULL && a->set.client_secret != NULL
				    ? "client id and secret"
			    : a->set.client_id != NULL     ? "client id"
			    : a->set.client_secret != NULL ? "client secret"
							   : "nothing";

	snprintf(detail, sizeof(detail), "it answered %s%s and set %s: %s", result_name(a->result),
		 a->refused ? " (refused)" : "", items,
		 a->text[0] != '\0' ? a->text : "without a reason");
	suite_case(s, ok, detail, "%s", name);
}

void suite_skip(struct suite *s, const char *why)
{
	struct buf b = BUF_INIT;

	buf_printf(&b, "ok %zu # SKIP %s\n", ++s->n, why);
	print(s, &b);
}

bool suite_lacks(struct suite *s, enum scenario scenario)
{
	char why[128];

	if (s->scenarios[scenario].given)
		return false;
	snprintf(why, sizeof(why), "--%s is not given", scenario_names[scenario]);
	suite_skip(s, why);
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
