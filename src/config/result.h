/* The results of a source line: the words of the configuration, their classes and their exit
 * codes. */
#pragma once

#include <stdbool.h>

/* Up to RESULT_INTERNAL the numbers are those of enum ccred_result in ccred-plugin.h: a plugin
 * answers them. The rest is the host's to say. */
enum result {
	RESULT_SUCCESS,
	RESULT_IGNORE,
	RESULT_NOT_FOUND,
	RESULT_UNAVAILABLE,
	RESULT_LOCKED,
	RESULT_TRY_AGAIN,
	RESULT_DENIED,
	RESULT_INVALID,
	RESULT_CONFLICT,
	RESULT_INTERNAL,
	/* Soft: the time of the line has passed. */
	RESULT_TIMEOUT,
	/* Hard: the process of the line died. */
	RESULT_CRASHED,
	/* Hard: the plugin's description, or what it names, cannot be used. */
	RESULT_BROKEN,
	N_RESULTS,
};

/* Soft: "I do not have it". Hard: "something is wrong". Success and ignore are neither. A number
 * that is no result counts as RESULT_INTERNAL here and below: no plugin should answer it. */
bool result_is_soft(int result);
bool result_is_hard(int result);

/* The word of the configuration, such as "not_found". */
const char *result_name(int result);

/* The result of a word; -1: there is no such word. */
int result_find(const char *name);

/* The exit code that a stack with this result ends with. */
int result_exit(int result);
