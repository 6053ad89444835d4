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
	/* How much longer than it is told a line may take before it is killed: to see whether a plugin
	 * ends by itself. 0 in a stack. */
	int64_t grace_ms;
};

/*
 * Before the first source runs: every line's plugin is there (missing is fine for -source), safe by
 * owner and mode of the file and all directories above, an ELF shared object of our class and machine
 * that exports the symbol; and the arguments of our own plugins are right. Returns 0, or EXIT_CONFIG
 * (EXIT_DENIED for an unsafe file) with "file:line: plugin: why: what to do".
 */
int run_check(const struct profile *profile, struct err *err);

/*
 * Whether the line's plugin keeps secrets (CCRED_CAP_STORE), as its file says; nothing is loaded. A
 * nested stack does not, but a line in it may; nor does a -source whose plugin is not there. Returns 0,
 * or as run_check, for this line alone.
 */
int run_stores(const struct profile *profile, const struct source *src, bool *ret_stores,
	       struct err *err);

/* A source_run_fn. */
void run_source(const struct source *src, const struct stack_request *request,
		const struct bundle *known, int64_t deadline_ms, struct line_result *ret_result);

/*
 * Has the line's plugin keep the client id and secret, both of which must be there. On CCRED_SUCCESS
 * ret_result->text says what is now kept where, never the secret. CCRED_UNAVAILABLE: it cannot store.
 */
void run_store(const struct source *src, const struct stack_request *request,
	       const struct bundle *given, int64_t deadline_ms, struct line_result *ret_result);

/*
 * Has the line's plugin drop what it keeps for this profile: of the known client id, or of any if none
 * is known. On CCRED_SUCCESS ret_result->text says what is gone; CCRED_NOT_FOUND: there was nothing.
 */
void run_erase(const struct source *src, const struct stack_request *request,
	       const struct bundle *known, int64_t deadline_ms, struct line_result *ret_result);

/* For whoever else talks to a ccred-source (probe.c): the environment that a plugin gets, an array that
 * ends with NULL, or NULL without memory; and the arguments of a line, as wire.h has them. */
char **run_environment(void);
void run_environment_free(char **envp);
void run_put_args(const struct source *src, struct buf *b);

#endif
