/* What a plugin of ours says of a call, in parts. */
#ifndef CCRED_PLUGINS_LIB_SAY_H
#define CCRED_PLUGINS_LIB_SAY_H

#include <stddef.h>

#include "ccred-plugin.h"

/* A call, and the host that it comes from. */
struct say {
	const struct ccred_host *host;
	struct ccred_call *call;
};

/* Says why the call fails, and returns result. fix is a command to paste; NULL: none. */
__attribute__((format(printf, 5, 6))) int say_error(const struct say *s, int result,
						    const char *reason, const char *fix,
						    const char *fmt, ...);

/* The same, with ": " and the text of an errno value behind it. */
__attribute__((format(printf, 5, 6))) int say_errno(const struct say *s, int result, int err,
						    const char *reason, const char *fmt, ...);

/* Says where a credential that was found lies. Returns CCRED_SUCCESS. */
__attribute__((format(printf, 2, 3))) int say_found(const struct say *s, const char *fmt, ...);

/* No memory. Returns CCRED_INTERNAL. */
int say_no_memory(const struct say *s);

/*
 * Copies a word as a POSIX shell takes it for one argument. One that does not fit makes the whole empty, for a
 * command with a part of it would do something else. Returns out.
 */
#define SAY_WORD 512
char *say_word(const char *word, char out[SAY_WORD]);

#endif
