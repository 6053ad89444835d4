/* An acquisition that nobody waits for goes on in a process of its own. */
#ifndef CCRED_ACQUIRE_DETACH_H
#define CCRED_ACQUIRE_DETACH_H

#include <stdint.h>

#include "base/err.h"

/*
 * Leaves the caller: its parent ends at once, and the process goes on in a session of its own, in the directory /,
 * with descriptors 0 to 2 on /dev/null. The lock and the trace stay. It is killed a little after deadline_ms
 * (clock_ms) if it still runs. Returns 0 in the new process, or EXIT_OS in the old one if there can be none.
 */
int detach(int64_t deadline_ms, struct err *err);

#endif
