/* Running one line for real: a profile with one source, tests/bin/ccred-source, tests/plugindir. */
#pragma once

#include "base/clock.h"
#include "ccred-plugin.h"
#include "stack/gather.h"
#include "stack/run_line.h"
#include "stack/lines.h"

#include <stdlib.h>

#define REAL_ARGS 6

/* The environment of the caller. */
struct real_vars {
	const struct variable *vars;
	size_t n;
};

/* What a test sets up; all else has a plain default. */
struct real {
	const char *plugin;
	struct ccred_arg args[REAL_ARGS]; /* ends with a name of NULL */
	const char *control; /* NULL: required */
	const char *client_id; /* of the profile */
	const char *endpoint; /* NULL: https://auth.example.com/token */
	struct real_vars vars;
	char *plugin_path; /* NULL: none */
	int ms; /* 0: 10 s */
	bool refresh, interactive, keep_signer;
	source_prompt_fn prompt;
	void *prompt_arg;
};

/* Stays where it was set up; ends with real_clear. */
struct real_profile {
	struct profile profile;
	struct source source;
	struct argument args[REAL_ARGS];
	char *plugin_path;
	struct bound *bound;
	struct stack_request request;
};

static inline const char *real_value(const void *arg, const char *name)
{
	const struct real_vars *v = arg;

	for (size_t i = 0; i < v->n; i++)
		if (strcmp(v->vars[i].name, name) == 0)
			return v->vars[i].value;
	return NULL;
}

static inline void real_set_up(const struct real *real, struct real_profile *p)
{
	static char empty[] = "";
	struct err err = { 0 };
	size_t nargs = 0;

	*p = (struct real_profile){ .plugin_path = real->plugin_path };
	for (; nargs < REAL_ARGS && real->args[nargs].name != NULL; nargs++)
		p->args[nargs] =
			(struct argument){ .name = (char *)(uintptr_t)real->args[nargs].name,
					   .value = (char *)(uintptr_t)real->args[nargs].value,
					   .raw = empty,
					   .column = 20 };
	p->source = (struct source){
		.file = (char *)(uintptr_t) "conf",
		.line = 1,
		.column = 10,
		.control = control_of(real->control != NULL ? real->control : "required"),
		.plugin = (char *)(uintptr_t)real->plugin,
		.args = p->args,
		.nargs = nargs,
	};
	p->profile = (struct profile){
		.name = (char *)(uintptr_t) "test",
		.origin = (char *)(uintptr_t) "https://auth.example.com",
		.client_id = (char *)(uintptr_t)real->client_id,
		.sources = &p->source,
		.nsources = 1,
		.plugin_path = &p->plugin_path,
		.nplugin_path = real->plugin_path != NULL,
		.source_timeout_s = 5,
	};
	ck_assert_int_eq(bind_profile(&p->profile, real_value, &real->vars, &p->bound, &err), 0);
	p->request = (struct stack_request){
		.bound = p->bound,
		.token_endpoint =
			real->endpoint != NULL ? real->endpoint : "https://auth.example.com/token",
		.deadline_ms = clock_ms() + 2 * (real->ms != 0 ? real->ms : 10000),
		.interactive = real->interactive,
		.refresh = real->refresh,
		.keep_signer = real->keep_signer,
		.prompt = real->prompt,
		.prompt_arg = real->prompt_arg,
		.complete = gather_has_pair,
	};
}

static inline void real_clear(struct real_profile *p)
{
	bind_free(&p->bound);
}

/* run_source alone, with the profile's client id as what is known. What the check before it refuses
 * is refused. */
static inline void real_run(const struct real *real, struct line_result *ret_line)
{
	struct real_profile p;
	struct credential known = { .items = { NULL } };
	struct err err = { 0 };
	char text[ERR_LINE_MAX];

	real_set_up(real, &p);
	*ret_line = (struct line_result){ .result = RESULT_INTERNAL };
	if (bind_check(p.bound, &err) != 0) {
		ret_line->refused = true;
		snprintf(ret_line->said.text, sizeof(ret_line->said.text), "%.500s",
			 err_line(&err, text, sizeof(text)));
		real_clear(&p);
		return;
	}
	if (real->client_id != NULL)
		ck_assert_int_eq(credential_set(&known, ITEM_CLIENT_ID, real->client_id,
						strlen(real->client_id), NULL, NULL),
				 0);
	run_source(&p.source, &p.request, &known, clock_ms() + (real->ms != 0 ? real->ms : 10000),
		   ret_line);
	credential_clear(&known);
	real_clear(&p);
}

static inline void real_copy(const char *text, size_t len, struct secret **ret_secret)
{
	if (text != NULL)
		ck_assert_int_eq(secret_new(text, len, ret_secret), 0);
}

typedef void (*real_call_fn)(const struct source *, const struct stack_request *,
			     const struct credential *, int64_t, struct line_result *);

/* run_store or run_erase; the text of NULL is not there. */
static inline void real_call(real_call_fn fn, const struct real *real, const char *id,
			     const char *secret, struct line_result *ret_line)
{
	struct real_profile p;
	struct credential given = { .items = { NULL } };

	real_set_up(real, &p);
	real_copy(id, id != NULL ? strlen(id) : 0, &given.items[ITEM_CLIENT_ID]);
	real_copy(secret, secret != NULL ? strlen(secret) : 0, &given.items[ITEM_CLIENT_SECRET]);
	*ret_line = (struct line_result){ .result = RESULT_INTERNAL };
	fn(&p.source, &p.request, &given, clock_ms() + (real->ms != 0 ? real->ms : 10000),
	   ret_line);
	credential_clear(&given);
	real_clear(&p);
}

/* The whole: checks, dispatcher, process. Returns the exit code; *ret_outcome is the caller's. */
static inline int real_stack(const struct real *real, struct stack_outcome *ret_outcome,
			     struct err *err)
{
	struct real_profile p;
	int r;

	real_set_up(real, &p);
	*ret_outcome = (struct stack_outcome){ .result = RESULT_INTERNAL };
	if ((r = bind_check(p.bound, err)) == 0)
		r = stack_run(&p.request, run_source, ret_outcome, err);
	/* They point to the profile, which ends here. */
	free(ret_outcome->events);
	ret_outcome->events = NULL;
	ret_outcome->nevents = 0;
	memset(ret_outcome->credential.from, 0, sizeof(ret_outcome->credential.from));
	real_clear(&p);
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
	ck_assert_msg(strcmp(result_name((int)line->result), result) == 0, "%s, not %s: %s",
		      result_name((int)line->result), result, line->said.text);
	ck_assert_pstr_eq(real_text(line->set.items[ITEM_CLIENT_ID]), id);
	ck_assert_pstr_eq(real_text(line->set.items[ITEM_CLIENT_SECRET]), secret);
}

/* In the line that people read. */
static inline void real_says(const struct line_result *line, const char *part)
{
	char text[SAID_LINE_MAX];

	said_line(&line->said, text);
	ck_assert_msg(strstr(text, part) != NULL, "\"%s\" is not in: %s", part, text);
}
