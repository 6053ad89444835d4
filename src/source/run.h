/* host->run: a program run to its end, or talked with while it runs. */
#ifndef CCRED_SOURCE_RUN_H
#define CCRED_SOURCE_RUN_H

#include "base/buf.h"
#include "source/host.h"

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
