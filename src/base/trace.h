/*
 * The trace: what happens, one line an event, for whoever sets CCRED_TRACE (ccred(1)).
 *
 * Library code does not log; this is the one exception. The events lie deep in every layer, and a
 * callback handed down to each would be more to read, and to get wrong, than this. Switched off it
 * costs the test of one number. Nothing may depend on it: what explain shows is returned as data.
 *
 * A trace is read by many and kept for long. Never give it a secret, a token, or bytes that a
 * server or a plugin chose after it knew one, unless they were cleaned of it.
 */
#pragma once

#include <stdbool.h>

#include "base/err.h"

/* Read it through the functions; it is here for the test that costs nothing. */
extern int trace_to; /* -1: off */

static inline bool trace_on(void)
{
	return trace_to >= 0;
}

/* One event: "what: how it went", without the end of the line. Keeps errno. */
#define trace(...) \
	do { \
		if (trace_on()) \
			trace_line(__VA_ARGS__); \
	} while (0)

/* Writes "PROGRAM[PID] HH:MM:SS.mmm text" with one write(2), control bytes escaped, cut short at
 * about 2000 bytes. What cannot be written is lost. */
void trace_line(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * Switches the trace on if CCRED_TRACE says so: 1 is stderr, another number that descriptor, an
 * absolute path a file that is ours alone (0600, made if missing, appended to). Unset, empty and 0
 * leave it off. Returns 0, or an exit code and what to warn of; then it is off, and all else goes
 * on. The program's name is borrowed.
 */
int trace_start(const char *program, struct err *err);

/* In a helper that was given the trace of its caller. A descriptor that is not open leaves it
 * off. */
void trace_adopt(const char *program, int fd);

/* Whether a process that nobody waits for may go on with the trace: it goes into a file, so that
 * nobody waits for the end of a pipe. */
bool trace_outlives(void);
