/* Running one line for real: a profile with one source, tests/bin/ccred-source, tests/plugindir. */
#ifndef CCRED_TESTS_SOURCE_REAL_H
#define CCRED_TESTS_SOURCE_REAL_H

#include "base/clock.h"
#include "stack/run.h"
#include "stack/lines.h"

#include <stdlib.h>

#define REAL_ARGS 6

/* What a test sets up; all else has a plain default. */
struct real {
	const char *plugin;
	struct ccred_arg args[REAL_ARGS]; /* ends with a name of NULL */
	const char *control; /* NULL: required */
	const char *client_id; /* of the profile */
	const char *origin; /* NULL: https://auth.example.com */
	struct run_context context; /* the variables */
	int ms; /* 0: 10 s */
	bool refresh, interactive;
};

/* Valid until the next call. */
struct real_profile {
	struct profile profile;
	struct source source;
	struct stack_request request;
	struct run_context context;
};

static inline void real_set_up(const struct real *real, struct real_profile *p)
{
	const char *control = real->control != NULL ? real->control : "required";
	size_t nargs = 0;

	while (nargs < REAL_ARGS && real->args[nargs].name != NULL)
		nargs++;
	*p = (struct real_profile){ .context = real->context };
	p->source = (struct source){
		.file = (char *)(uintptr_t) "conf",
		.line = 1,
		.control = control_of(control),
		.plugin = (char *)(uintptr_t)real->plugin,
		.args = (struct ccred_arg *)(uintptr_t)real->args,
		.nargs = nargs,
	};
	p->profile = (struct profile){
		.name = (char *)(uintptr_t) "test",
		.origin = (char *)(uintptr_t)(real->origin != NULL ? real->origin
								   : "https://auth.example.com"),
		.client_id = (char *)(uintptr_t)real->client_id,
		.sources = &p->source,
		.nsources = 1,
		.source_timeout_s = 5,
	};
	p->request = (struct stack_request){
		.profile = &p->profile,
		.token_endpoint = "https://auth.example.com/token",
		.deadline_ms = clock_ms() + 2 * (real->ms != 0 ? real->ms : 10000),
		.interactive = real->interactive,
		.refresh = real->refresh,
		.arg = &p->context,
	};
}

/* run_source alone, with the profile's client id as what is known. */
static inline void real_run(const struct real *real, struct line_result *ret_line)
{
	struct real_profile p;
	struct bundle known = { 0 };

	real_set_up(real, &p);
	if (real->client_id != NULL)
		ck_assert_int_eq(
			secret_new(real->client_id, strlen(real->client_id), &known.client_id), 0);
	*ret_line = (struct line_result){ .result = CCRED_INTERNAL };
	run_source(&p.source, &p.request, &known, clock_ms() + (real->ms != 0 ? real->ms : 10000),
		   ret_line);
	bundle_clear(&known);
}

/* The whole: checks, dispatcher, process. Returns the exit code; *ret_outcome is the caller's. */
static inline int real_stack(const struct real *real, struct stack_outcome *ret_outcome,
			     struct err *err)
{
	struct real_profile p;
	int r;

	real_set_up(real, &p);
	*ret_outcome = (struct stack_outcome){ 0 };
	if ((r = run_check(&p.profile, err)) != 0)
		return r;
	r = stack_run(&p.request, run_source, ret_outcome, err);
	/* They point to the profile, which ends here. */
	free(ret_outcome->events);
	ret_outcome->events = NULL;
	ret_outcome->nevents = 0;
	ret_outcome->bundle.id_from = ret_outcome->bundle.secret_from = NULL;
	return r;
}

static inline const char *real_text(const struct secret *s)
{
	return s != NULL ? s->data : NULL;
}

/* The result, and what was set; NULL: nothing. */
static inline void real_expect(const struct line_result *line, const char *result, const char *id,
			       const char *secret)
{
	ck_assert_msg(strcmp(result_name(line->result), result) == 0, "%s, not %s: %s",
		      result_name(line->result), result, line->text);
	ck_assert_pstr_eq(real_text(line->set.client_id), id);
	ck_assert_pstr_eq(real_text(line->set.client_secret), secret);
}

static inline void real_says(const struct line_result *line, const char *part)
{
	ck_assert_msg(strstr(line->text, part) != NULL, "\"%s\" is not in: %s", part, line->text);
}

#endif
