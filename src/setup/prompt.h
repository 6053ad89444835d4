/* Words to a person at the terminal, a secret that is asked for there, and one on stdin. */
#pragma once

#include "base/credential.h"

/* Shows a text on the terminal (terminal_say). */
void prompt_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Shows why an answer is not valid, with the hint if there is one. */
void prompt_say_error(const struct err *err);

/* Asks a question that only y or yes answers with yes. Returns 0, or as terminal_read. */
int prompt_yes(const char *question, const char *instead, bool *ret_yes, struct err *err);

/* Asks for a secret or a client id. Returns 0, or as terminal_read; an empty answer is
 * EXIT_DATA. */
int prompt_secret(const char *question, bool echo, size_t max, const char *instead,
		  struct secret **ret_answer, struct err *err);

/*
 * Reads client_id= (which may be missing) and client_secret= from stdin, a line each, or the secret
 * alone in one line. Returns 0, EXIT_DATA, EXIT_IO or EXIT_OS. The caller clears what is given.
 */
int prompt_stdin(struct credential *given, struct err *err);
