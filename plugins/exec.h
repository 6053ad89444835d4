/* What the files of the exec plugin share: the check of a program, and one talk with it. */
#ifndef CCRED_PLUGINS_EXEC_H
#define CCRED_PLUGINS_EXEC_H

#include "ccred-plugin.h"

#define EXEC_MAX_ANSWER 65536
#define EXEC_MAX_SAID 400 /* of the last line on its stderr */

/* How a talk ended. */
struct exec_end {
	int result; /* CCRED_SUCCESS: it exited, or was killed by a signal */
	int err; /* of a failure: an errno value, or 0 */
	const char *why; /* of a failure */
	int status, signal; /* one of them, or both 0 */
	size_t len; /* of the answer */
	char said[EXEC_MAX_SAID + 1]; /* the last line of its stderr, or empty */
};

struct exec_call {
	const struct ccred_host *host;
	struct ccred_tx *tx;
	const char *program; /* as exec_check returned it */
	char **argv; /* ends with NULL */
	const char *request; /* what it reads */
	size_t request_len;
	char *answer; /* EXEC_MAX_ANSWER + 1 bytes */
};

/*
 * A program that only root and the user can change: the file, and every directory that leads to it, has
 * one of them as its owner and cannot be written by others. Returns a result; *ret_path is free of
 * links and the caller's to free. Otherwise text says why.
 */
int exec_check(const char *path, char **ret_path, char *text, size_t size);

/* Runs the program to its end, or to the deadline. */
void exec_talk(const struct exec_call *call, struct exec_end *ret_end);

#endif
