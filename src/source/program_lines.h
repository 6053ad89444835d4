/* The key=value lines that programs with a credential source read and write (ccred_exec(8)).
 * Pure. */
#pragma once

#include "base/buf.h"
#include "base/credential.h"
#include "ccred-plugin.h"

/* Appends the request, and the empty line that ends it. given: the client id, and for store the
 * secret; signing is NULL but for sign. args ends with NULL. */
void program_put_request(struct buf *b, const char *verb, const struct ccred_request *request,
			 const struct ccred_arg *const *args, const struct credential *given,
			 const struct ccred_signing *signing);

/* The other keys of an answer. */
enum program_key {
	PROGRAM_RESULT,
	PROGRAM_REASON,
	PROGRAM_TEXT,
	PROGRAM_FIX,
	PROGRAM_LOCATION,
	PROGRAM_EXPIRES,
	N_PROGRAM_KEYS,
};

/* An answer, taken apart. Everything points into the text of it. */
struct program_answer {
	/* By enum item; NULL: not answered. */
	char *items[N_ITEMS];
	size_t lens[N_ITEMS];
	char *values[N_PROGRAM_KEYS];
	/* Of enum ccred_result; -1: none is given. */
	int result;
	/* Seconds since 1970; 0: not given. */
	int64_t expires_s;
	/* What is wrong with it; empty: nothing. What was read before is there all the same. */
	char why[128];
};

/*
 * Takes the answer apart in place; data has room for a NUL behind len. An empty line ends it. Keys
 * that are not known are passed over.
 */
void program_read_answer(char *data, size_t len, struct program_answer *ret_answer);

/* A prompt= line. */
struct program_prompt {
	/* CCRED_PROMPT_*; 0: there is no such style. */
	int style;
	/* Its beginning and its length, in the output. */
	const char *text;
	size_t len;
};

/*
 * Finds the next prompt in the output, from *at on, among the lines that are complete. Moves *at
 * behind it, or behind the last complete line. Returns false if there is none, or if an empty line
 * has ended the answer.
 */
bool program_next_prompt(const char *output, size_t len, size_t *at,
			 struct program_prompt *ret_prompt);
