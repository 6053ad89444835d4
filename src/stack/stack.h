/*
 * The dispatcher: runs the sources of a profile in order, gathers a credential and reaches a
 * verdict.
 *
 * A source is run by a function of the caller, so that the dispatcher can be tested without
 * processes; run_line.h has the real one, which starts one ccred-source a line.
 */
#pragma once

#include "stack/outcome.h"

/* Whether a credential is all that is needed. arg is stack_request.complete_arg. */
typedef bool (*stack_complete_fn)(const struct credential *credential, const void *arg);

/* What the lines are told. */
struct stack_request {
	/* Checked (bind_check). The run function finds a line's plugin in it. */
	const struct bound *bound;
	/* Checked; NULL: not known. */
	const char *token_endpoint;
	/* The one method of client authentication that is wanted, whatever client-auth says; NULL:
	 * that counts. */
	const char *method_wanted;
	/* The methods of client authentication (RFC 7591, 2) that the server offers, with blanks
	 * between; NULL: not known. */
	const char *methods_offered;
	/* clock_ms, of the whole acquire. The time in which prompts are open does not count. */
	int64_t deadline_ms;
	/* A person may be asked by the desktop. */
	bool interactive;
	/* Asks the person at the terminal; NULL: there is none. */
	source_prompt_fn prompt;
	void *prompt_arg;
	bool refresh;
	/* Lines after the one that ends the stack run too, without effect: for explain. */
	bool all;
	/* The process of a line that can sign stays, in stack_outcome.signer. */
	bool keep_signer;
	/* Required for stack_run. */
	stack_complete_fn complete;
	const void *complete_arg;
	/* How much longer than it is told a line may take before it is killed: to see whether a
	 * plugin ends by itself. 0 in a stack. */
	int64_t grace_ms;
};

/* Runs one plugin line against what is known (client id) until deadline_ms. Never fails otherwise
 * than by result. */
typedef void (*source_run_fn)(const struct source *src, const struct stack_request *request,
			      const struct credential *known, int64_t deadline_ms,
			      struct line_result *ret_result);

/*
 * Runs the stack. Each line gets at most the profile's source-timeout and never more than half of
 * what is left. Returns 0 with an outcome whose credential is complete; otherwise the exit code of
 * the result (EXIT_CONFIG for a refused or missing plugin) and an outcome all the same. err has the
 * parts of the line that decided, and the other lines that failed as its hint. The caller clears
 * the outcome in both cases.
 */
int stack_run(const struct stack_request *request, source_run_fn run,
	      struct stack_outcome *ret_outcome, struct err *err);
