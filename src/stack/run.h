/*
 * Running one source line for real: finding its plugin, and talking to a ccred-source process that
 * loads it. The wire between the two is described in wire.h.
 */
#ifndef CCRED_STACK_RUN_H
#define CCRED_STACK_RUN_H

#include "stack/stack.h"

/* One variable that an env line (or vary=) may see: never in a child's environment, sent by pipe. */
struct run_var {
	const char *name;
	const char *value; /* any bytes but NUL */
};

/* stack_request.arg for run_source. */
struct run_context {
	const struct run_var *vars; /* all captured ones; a line gets those that it names */
	size_t nvars;
};

/*
 * Before the first source runs: every line's plugin is there (missing is fine for -source), safe by
 * owner and mode of the file and all directories above, an ELF shared object of our class and machine
 * that exports the symbol; and the arguments of our own plugins are right. Returns 0, or EXIT_CONFIG
 * (EXIT_DENIED for an unsafe file) with "file:line: plugin: why: what to do".
 */
int run_check(const struct profile *profile, struct err *err);

/* A source_run_fn. */
void run_source(const struct source *src, const struct stack_request *request,
		const struct bundle *known, int64_t deadline_ms, struct line_result *ret_result);

#endif
