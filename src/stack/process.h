/*
 * One ccred-source process: starting it, the talk with it, its signatures, its end. The messages
 * are described in wire.h.
 */
#pragma once

#include "base/secret.h"
#include "stack/question.h"

/* A process of a line. It is of the line's plugin alone, and dies with its caller. */
struct source_process;

/* Starts it. The name of the plugin, which is copied, stands in front of the text of a prompt, so
 * that the person sees who asks. prompt is NULL: nobody can be asked. Returns 0 or EXIT_OS. */
int source_start(const char *plugin, source_prompt_fn prompt, void *prompt_arg,
		 struct source_process **ret_process, struct err *err);

/* How a request went. */
struct source_answer {
	/* What it answered, if it did. */
	struct buf text;
	struct kv kv;
	/* As it answered; without an answer RESULT_TIMEOUT, RESULT_CRASHED or RESULT_INTERNAL. */
	enum result result;
	/* What the plugin said of it, or why there is no answer. */
	struct err err;
	/* How long prompts were open. */
	int64_t paused_ms;
};

/* Sends a request and waits for its answer until deadline_ms, not counting the prompts that it
 * passes on. The caller clears the answer. */
void source_ask(struct source_process *process, struct buf *request, int64_t deadline_ms,
		struct source_answer *ret_answer);
void source_answer_clear(struct source_answer *answer);

/*
 * Has the process sign these bytes with the key that its get has found, until deadline_ms, not
 * counting prompts. Returns 0 and the signature, which the caller frees; or the exit code of the
 * result, with what the plugin said in err. *ret_paused_ms (it may be NULL) is how long prompts
 * were open, in both cases.
 */
int source_sign(struct source_process *process, const char *algorithm, const void *data, size_t len,
		int64_t deadline_ms, struct secret **ret_signature, int64_t *ret_paused_ms,
		struct err *err);

/* Ends the process and everything that it started; *process is NULL afterwards. NULL is fine. */
void source_close(struct source_process **process);
