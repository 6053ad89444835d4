/* What every operation on a token has in common: revocation and introspection. */
#ifndef CCRED_ACQUIRE_TOKEN_OPS_H
#define CCRED_ACQUIRE_TOKEN_OPS_H

#include "acquire/attempt.h"

/*
 * Finds the endpoint of the operation, runs the stack, and asks as attempt_run does. Returns 0 as well if the server
 * does not offer the operation: then acquired->unoffered says so.
 */
int token_op_run(struct acquisition *a, enum oauth_operation kind, attempt_ask_fn ask, void *arg,
		 struct acquired *acquired, struct err *err);

#endif
