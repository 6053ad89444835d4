/*
 * Running one source line for real: talking to a ccred-source process that runs it. The wire
 * between the two is described in wire.h.
 */
#pragma once

#include "stack/stack.h"

/* A source_run_fn. */
void run_source(const struct source *src, const struct stack_request *request,
		const struct credential *known, int64_t deadline_ms,
		struct line_result *ret_result);

/*
 * Has the line's plugin keep the client id and secret, both of which must be there. On
 * RESULT_SUCCESS ret_result->said has what is now kept where, never the secret. RESULT_UNAVAILABLE:
 * it cannot store.
 */
void run_store(const struct source *src, const struct stack_request *request,
	       const struct credential *given, int64_t deadline_ms, struct line_result *ret_result);

/*
 * Has the line's plugin drop what it keeps for this profile: of the known client id, or of any if
 * none is known. On RESULT_SUCCESS ret_result->said has what is gone; RESULT_NOT_FOUND: there was
 * nothing.
 */
void run_erase(const struct source *src, const struct stack_request *request,
	       const struct credential *known, int64_t deadline_ms, struct line_result *ret_result);

/* One call of a plugin. The kit, too, makes such calls, and takes their answers apart by itself. */
struct run_call {
	/* Of wire.h. */
	const char *verb;
	const struct source *src;
	const struct stack_request *request;
	/* The client id so far; for store what is to be kept. */
	const struct credential *known;
	int64_t deadline_ms;
};

/* Fills in ret_result but for what was set. The caller clears *ret_answer, too. */
void run_call(const struct run_call *call, struct line_result *ret_result,
	      struct source_answer *ret_answer);
