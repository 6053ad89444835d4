/* Asking a person at the terminal. */
#ifndef CCRED_SETUP_PROMPT_H
#define CCRED_SETUP_PROMPT_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"

/* Whether there is a terminal to ask at. */
bool prompt_possible(void);

/* Shows text there, between the questions; nothing without a terminal. Server text is escaped before. */
void prompt_say(const char *text);

/* Shows why an answer will not do, with the hint if there is one. */
void prompt_say_error(const struct err *err);

/*
 * Prints the question on /dev/tty and reads one line there into line, without its end; with echo false
 * what is typed is not shown. A signal that ends or stops the program first puts the terminal back as it
 * was, and then goes to whom it is for; after a stop the question is asked again. instead is the option
 * that spares the question. Returns 0, EXIT_USAGE when there is no terminal, EXIT_DATA when the line is cut
 * off by the end of the input or by the terminal, or over max bytes; EXIT_IO, after a signal that the
 * program outlives, too.
 */
int prompt_read(const char *question, bool echo, size_t max, const char *instead, struct buf *line,
		struct err *err);

/* The same for an answer that must not be empty (EXIT_DATA). */
int prompt(const char *question, bool echo, size_t max, const char *instead,
	   struct secret **ret_answer, struct err *err);

/* Whether an answer will do. Returns 0, or nonzero with why not: that is shown. */
typedef int (*prompt_check_fn)(const char *answer, void *arg, struct err *err);

/* A question with an answer in one line. */
struct prompt {
	const char *question; /* without the colon */
	const char *
		dflt; /* shown in brackets, and taken for an empty line; NULL: none, "": it may be empty */
	bool none; /* "-" is the empty answer */
	const char *instead; /* the option that spares the question */
	prompt_check_fn check; /* of what is not empty; NULL: all will do */
	void *arg;
};

/*
 * Asks until the answer will do. Returns 0 and the answer, which the caller frees, or as prompt_read.
 */
int prompt_line(const struct prompt *prompt, char **ret_answer, struct err *err);

/* Asks for one of a NULL-terminated list of words, by the word or its beginning; dflt is taken for an empty
 * line. Returns as prompt_line. */
int prompt_choice(const char *question, const char *const *words, size_t dflt, const char *instead,
		  size_t *ret_index, struct err *err);

#endif
