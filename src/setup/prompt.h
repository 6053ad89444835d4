/* Questions to a person at the terminal. */
#ifndef CCRED_SETUP_PROMPT_H
#define CCRED_SETUP_PROMPT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"

/* Shows why an answer is not valid, with the hint if there is one. */
void prompt_say_error(const struct err *err);

/* Asks for a secret or a client id. Returns 0, or as terminal_read; an empty answer is EXIT_DATA. */
int prompt_secret(const char *question, bool echo, size_t max, const char *instead,
		  struct secret **ret_answer, struct err *err);

/* Checks an answer. Returns 0, or nonzero with the reason, which is shown. */
typedef int (*prompt_check_fn)(const char *answer, void *arg, struct err *err);

/* A question with an answer in one line. */
struct prompt {
	/* Without the colon. */
	const char *question;
	/* Shown in brackets; an empty line means this value. NULL: none; "": the answer may be empty. */
	const char *dflt;
	/* "-" is the empty answer. */
	bool none;
	/* The option that gives the answer without the question. */
	const char *instead;
	/* Checks an answer that is not empty. NULL: every answer is valid. */
	prompt_check_fn check;
	void *arg;
};

/*
 * Asks until the answer is valid. Returns 0 and the answer, which the caller frees, or as terminal_read.
 */
int prompt_line(const struct prompt *prompt, char **ret_answer, struct err *err);

/* Asks for one of a NULL-terminated list of words; the beginning of a word is enough. An empty line means
 * the word number dflt. Returns as prompt_line. */
int prompt_choice(const char *question, const char *const *words, size_t dflt, const char *instead,
		  size_t *ret_index, struct err *err);

#endif
