/* Asking a person at the terminal. */
#ifndef CCRED_CLI_PROMPT_H
#define CCRED_CLI_PROMPT_H

#include <stdbool.h>

#include "base/err.h"
#include "base/secret.h"

/*
 * Prints the question on /dev/tty and reads one line there, without its end; with echo false what is
 * typed is not shown. A signal that ends or stops the program first puts the terminal back as it was;
 * after a stop the question is asked again. Returns 0, EXIT_USAGE when there is no terminal, EXIT_DATA
 * when the line is empty, cut off by the end of the input or by the terminal, or over max bytes.
 */
int prompt(const char *question, bool echo, size_t max, struct secret **ret_answer,
	   struct err *err);

#endif
