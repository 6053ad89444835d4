/* What the plugins that run a program share: the check of it, and one talk with it. */
#ifndef CCRED_PLUGINS_LIB_PROGRAM_H
#define CCRED_PLUGINS_LIB_PROGRAM_H

#include "ccred-plugin.h"

#define PROGRAM_MAX_ANSWER 65536
#define PROGRAM_MAX_SAID 400 /* of the last line on its stderr */

/* How a talk ended. */
struct program_end {
	int result; /* CCRED_SUCCESS: it exited, or was killed by a signal */
	int err; /* of a failure: an errno value, or 0 */
	const char *why; /* of a failure */
	int status, signal; /* one of them, or both 0 */
	size_t len; /* of the answer */
	/* The last line of its stderr, without a secret; or empty. */
	char said[PROGRAM_MAX_SAID + 1];
};

struct program_call {
	const struct ccred_host *host;
	struct ccred_tx *tx;
	const char *program; /* as program_check returned it */
	char **argv; /* ends with NULL */
	const char *request; /* what it reads */
	size_t request_len;
	char *answer; /* PROGRAM_MAX_ANSWER + 1 bytes */
	char *const *envp; /* its environment, ends with NULL; NULL: that of this process */
	char *heard; /* NULL, or where the beginning of its stderr goes, with a NUL behind it */
	size_t heard_size;
};

/*
 * What only root and the user can change: the file or directory, and every directory that leads to it, has
 * one of them as its owner and cannot be written by others. Returns a result; *ret_path is free of links
 * and the caller's to free. Otherwise text says why: CCRED_UNAVAILABLE if it is not there.
 */
int path_check(const char *path, char **ret_path, char *text, size_t size);

/* The same of a program: an absolute path that leads to a file which may be executed. */
int program_check(const char *path, char **ret_path, char *text, size_t size);

/*
 * Takes the secret that a store was given out of what a program said, before any of it is cut: the host finds
 * only a whole one. In place.
 */
void program_hide(const struct ccred_host *host, struct ccred_tx *tx, char *text);

/* Runs the program to its end, or to the deadline. */
void program_talk(const struct program_call *call, struct program_end *ret_end);

#endif
