/* One talk with ccred-acquire, from its start to its end. */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/proc.h"
#include "client/client.h"

/*
 * Starts the program, sends the request, has the person answer its prompts, and waits for its
 * answer and its end until deadline_ms (clock_ms), which a prompt puts off by the time that it
 * takes. answer is empty; it stays so if the program ends by itself without one. Returns 0, or
 * EXIT_OS, EXIT_SOFTWARE or EXIT_TEMPFAIL. Nothing of the program is left.
 */
int converse(const struct client *client, const struct proc_spec *spec, struct buf *request,
	     int64_t deadline_ms, struct buf *answer, struct err *err);
