/* The table of what ccred-acquire can be asked for. */
#ifndef CCRED_ACQUIRE_OPERATIONS_H
#define CCRED_ACQUIRE_OPERATIONS_H

#include "acquire/acquired.h"
#include "acquire/wire.h"
#include "base/err.h"

/* Runs the operation of the request. Returns 0 or an exit code; EXIT_USAGE if there is no such operation. In both
 * cases *ret_acquired may hold something, and the caller clears it. */
int operation_run(const struct acquire_request *request, struct acquired *ret_acquired,
		  struct err *err);

#endif
