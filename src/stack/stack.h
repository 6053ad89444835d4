/*
 * The dispatcher: runs the sources of a profile in order, gathers a bundle and reaches a verdict.
 *
 * A source is run by a function of the caller, so that the dispatcher can be tested without processes;
 * run.h has the real one, which starts one ccred-source a line.
 */
#ifndef CCRED_STACK_STACK_H
#define CCRED_STACK_STACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "config/profile.h"
#include "stack/bundle.h"

/* What the lines are told. */
struct stack_request {
	const struct profile *profile;
	const char *token_endpoint; /* checked */
	int64_t deadline_ms; /* clock_ms, of the whole acquire */
	bool interactive;
	bool refresh;
	bool all; /* past the line that ends the stack too, without effect: for explain */
	void *arg; /* for the run function */
};

/* How one line went. Filled in by the run function. */
struct line_result {
	int result; /* enum ccred_result */
	char text
		[512]; /* what the plugin said, or what the host found; printable; empty: nothing */
	struct bundle set; /* what it set */
	bool refused; /* ABI or arguments are wrong: the profile is refused whatever the control (78) */
	bool missing; /* not installed */
};

/* Runs one plugin line against what is known (client id) until deadline_ms. Never fails otherwise
 * than by result. */
typedef void (*source_run_fn)(const struct source *src, const struct stack_request *request,
			      const struct bundle *known, int64_t deadline_ms,
			      struct line_result *ret_result);

/* One line as it happened, for messages and for explain: in the order called, nested ones after
 * their stack line. */
struct stack_event {
	const struct source *src;
	unsigned depth; /* 0: a line of the profile */
	int result;
	bool taken; /* what it set joined the bundle */
	bool set_id, set_secret;
	bool decides; /* its stack's result is this line's doing: it ended the stack, or failed it first, or
			 completed the bundle; at most one of a stack */
	bool beyond; /* run because of all: it changed nothing */
	int64_t took_ms;
	char text[512];
};

struct stack_outcome {
	int result; /* enum ccred_result of the whole */
	struct bundle bundle; /* complete if result is CCRED_SUCCESS */
	struct stack_event *events;
	size_t nevents;
	/* Hard results that were ignored although the stack succeeded: warnings, one line each,
	 * "file:line: plugin: text". */
	char **warnings;
	size_t nwarnings;
};

/*
 * Runs the stack. Each line gets at most the profile's source-timeout and never more than half of
 * what is left. Returns 0 with an outcome whose bundle is complete; otherwise the exit code of the
 * result (EXIT_CONFIG for a refused or missing plugin), err saying each line's message, and an
 * outcome all the same. The caller clears the outcome in both cases.
 */
int stack_run(const struct stack_request *request, source_run_fn run,
	      struct stack_outcome *ret_outcome, struct err *err);

void stack_outcome_clear(struct stack_outcome *outcome);

#endif
