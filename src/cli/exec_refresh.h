/* Keeping the files of a running command fresh: in a directory of their own, by a process beside
 * it. */
#pragma once

#include "client/client.h"

#include <limits.h>

/* Room for a variable with the path of one of the files. */
#define REFRESH_VARIABLE_SIZE (PATH_MAX + 32)

/* What a command with fresh files needs. */
struct refresh {
	const struct profile *profile;
	/* As of obtain. */
	const struct variable *instead;
	/* The first token, with the end of its life. */
	const struct obtained *first;
	/* Becomes the command, in a child. Returns only if it cannot be run. header_file and curl_config
	 * are NAME=PATH. */
	int (*become)(void *arg, char *header_file, char *curl_config, struct err *err);
	void *arg;
};

/*
 * Runs the command to its end, with files that get each new token. Signals that another process
 * sends to this one are handed on. Returns 0 and *ret_status, its exit code, or 128 and the number of
 * the signal that ended it; or an exit code with the message. Nothing is left of the files.
 */
int exec_refresh(const struct refresh *refresh, int *ret_status, struct err *err);
