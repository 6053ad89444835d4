/*
 * One ccred-source process: starting it, the talk with it, its signatures, its end. The messages are
 * described in wire.h.
 */
#pragma once

#include "base/kv.h"
#include "base/secret.h"
#include "config/result.h"

/*
 * Asks the person at the terminal, as host->prompt of ccred-plugin.h says: style is a CCRED_PROMPT_*. The
 * answer, without a NUL, goes into buffer. Returns RESULT_SUCCESS; RESULT_LOCKED: nobody can be asked;
 * RESULT_DENIED: the person refused, or did not answer in PROMPT_TIMEOUT_MS; RESULT_INVALID: the answer is
 * too long; RESULT_INTERNAL.
 */
typedef enum result (*source_prompt_fn)(void *arg, int style, const char *text, char *buffer,
					size_t size, size_t *ret_len);

/* How the process is to be talked with. */
struct source_spec {
	/* In front of the text of a prompt, so that the person sees who asks. */
	const char *plugin;
	/* NULL: nobody can be asked. */
	source_prompt_fn prompt;
	void *prompt_arg;
};

/* A process of a line. It is of the line's plugin alone, and dies with its caller. */
struct source_process;

/* Starts it. Returns 0 or EXIT_OS. plugin of spec is copied. */
int source_start(const struct source_spec *spec, struct source_process **ret_process,
		 struct err *err);

/* How a request went. */
struct source_answer {
	/* What it answered; all empty if it failed. */
	struct buf text;
	struct kv kv;
	/* RESULT_SUCCESS: there is an answer. Else RESULT_TIMEOUT, RESULT_CRASHED or RESULT_INTERNAL, and err says
	 * why. */
	enum result failure;
	struct err err;
	/* How long prompts were open. */
	int64_t paused_ms;
};

/* Sends a request and waits for its answer until deadline_ms, not counting the prompts that it passes on. The
 * caller clears the answer. */
void source_ask(struct source_process *process, struct buf *request, int64_t deadline_ms,
		struct source_answer *ret_answer);
void source_answer_clear(struct source_answer *answer);

/* The result that an answer has. */
enum result source_result(const struct kv *kv);

/*
 * Has the process sign these bytes with the key that its get has found, until deadline_ms, not counting prompts.
 * Returns 0 and the signature, which the caller frees; or the exit code of the result, with what the plugin said
 * in err. *ret_paused_ms (it may be NULL) is how long prompts were open, in both cases.
 */
int source_sign(struct source_process *process, const char *algorithm, const void *data, size_t len,
		int64_t deadline_ms, struct secret **ret_signature, int64_t *ret_paused_ms,
		struct err *err);

/* Ends the process and everything that it started; *process is NULL afterwards. NULL is fine. */
void source_close(struct source_process **process);
