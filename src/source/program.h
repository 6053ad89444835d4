/* Runs programs: a credential source, or a program of a module (host->run). Answers their prompts
 * meanwhile. */
#pragma once

#include "base/buf.h"
#include "source/host.h"
#include "source/runnable.h"

/* Runs the program for one verb, with the arguments of the line, and speaks ccred_exec(8) with it:
 * as the functions of struct ccred_plugin. signing is NULL but for sign. */
int program_call(struct ccred_call *call, const struct runnable *runnable,
		 const struct ccred_arg *const *args, const char *verb,
		 const struct ccred_request *request, const struct ccred_signing *signing);

/* As host->run. prompts: its stdin stays open, and it is talked with by program_answer_prompts. */
int run_program(struct ccred_call *call, const struct ccred_run *run, bool prompts,
		struct ccred_run_answer *ret_answer);

/* Asks the person what the output asks for, from *at on, which it moves, and appends the answers
 * for the program's stdin. Returns CCRED_SUCCESS, or the result that ends the run; then it has said
 * why. */
int program_answer_prompts(struct ccred_call *call, const char *output, size_t len, size_t *at,
			   struct buf *answers);
