/* Programs with a credential source, and programs of modules (host->run): run to their end, or talked with meanwhile. */
#ifndef CCRED_SOURCE_PROGRAM_H
#define CCRED_SOURCE_PROGRAM_H

#include "base/buf.h"
#include "source/host.h"

struct program {
	/* Its path, and the arguments behind it; ends with NULL. */
	const char *const *argv;
	/* The arguments of the line. */
	const struct ccred_arg *const *args;
	/* It asks a person, so that its stdin stays open. */
	bool prompts;
};

/* Runs the program for one verb, and speaks ccred_exec(8) with it: as the functions of struct ccred_plugin. signing is
 * NULL but for sign. */
int program_call(struct ccred_call *call, const struct program *program, const char *verb,
		 const struct ccred_request *request, const struct ccred_signing *signing);

/* What a program gets that is talked with. Its stdin stays open. */
struct run_talk {
	/*
	 * Called with all output so far, whenever there is more. What it appends to reply is written to the program's
	 * stdin. Returns CCRED_SUCCESS, or the result that ends the run; then it has said why.
	 */
	int (*on_output)(void *arg, const char *output, size_t len, struct buf *reply);
	void *arg;
};

/* As host->run. talk may be NULL. */
int run_program(struct ccred_call *call, const struct ccred_run *run, const struct run_talk *talk,
		struct ccred_run_answer *ret_answer);

#endif
