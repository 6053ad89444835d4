/* What ccred-acquire can be asked to do with a profile: from its name to a token, stored for all
 * callers. */
#pragma once

#include "acquire/attempt.h"

/*
 * Runs the operation of the request: configuration, checks, discovery, and what the operation does
 * then. That of a token runs the stack, asks for it, and records in the cache what later callers
 * share. The answers are described in wire.h. Returns 0, or an exit code with the message for the
 * user. In both cases *ret_acquired may hold warnings, and the caller clears it.
 */
int acquire(const struct acquire_request *request, struct acquired *ret_acquired, struct err *err);

/*
 * Revocation or introspection, after discovery: finds the endpoint of the operation, runs the
 * stack, and asks as attempt_run does. Returns 0 as well if the server does not offer the
 * operation: then acquired->unoffered says so.
 */
int token_op_run(struct acquisition *a, enum oauth_operation kind, attempt_ask_fn ask, void *arg,
		 struct acquired *acquired, struct err *err);
