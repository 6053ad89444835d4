/* What our plugins share: their state, their arguments, and their messages about a call. */
#pragma once

#include "ccred-plugin.h"

/* A call, and the host that it comes from. */
struct say {
	const struct ccred_host *host;
	struct ccred_call *call;
};

/* A part of a text, without a NUL at its end. data is NULL: there is none. */
struct piece {
	const char *data;
	size_t len;
};

/* Makes the state of a plugin: zeroed, with a struct say at its beginning. NULL: no memory, which
 * is said. */
void *say_state(const struct ccred_host *host, struct ccred_call *call, size_t size);

/* The value of an argument; otherwise, if the line does not have it. */
const char *say_arg(const struct ccred_arg *const *args, const char *name, const char *otherwise);

/* Says why the call fails, and returns result. fix is a command to paste; NULL: none. */
__attribute__((format(printf, 5, 6))) int say_error(const struct say *s, int result,
						    const char *reason, const char *fix,
						    const char *fmt, ...);

/* Says where a credential that was found lies. Returns CCRED_SUCCESS. */
__attribute__((format(printf, 2, 3))) int say_found(const struct say *s, const char *fmt, ...);

/* No memory. Returns CCRED_INTERNAL. */
int say_no_memory(const struct say *s);

/* Sets those of the two that are there. Returns what the host says, which is CCRED_SUCCESS without
 * any. */
int say_set(const struct say *s, struct piece id, struct piece secret);

/*
 * Appends to a command: %s, which is all that may stand in it, is a word as a POSIX shell takes it
 * for one argument. If it does not fit the whole is empty, for a part of it would do something
 * else. Returns out.
 */
#define SAY_FIX 512
__attribute__((format(printf, 2, 3))) char *say_fix(char out[SAY_FIX], const char *fmt, ...);
