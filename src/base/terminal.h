/* Asking a person at the terminal. */
#pragma once

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* Whether there is a terminal to ask at. */
bool terminal_possible(void);

/* Shows text on the terminal; does nothing without one. The caller has escaped what a server
 * sent. */
void terminal_say(const char *text);

/*
 * Prints the question on /dev/tty and reads one line there into line, without its end. With echo
 * false the line that is typed is not shown. A signal that ends or stops the program first puts the
 * terminal back as it was, and then takes its effect; after a stop the question is asked again.
 * instead is the option that spares the question. Returns 0; EXIT_USAGE if there is no terminal;
 * EXIT_DATA if the input ends, the terminal cuts the line, or it has more than max bytes; EXIT_IO,
 * also after a signal that the program outlives.
 */
int terminal_read(const char *question, bool echo, size_t max, const char *instead,
		  struct buf *line, struct err *err);

enum terminal_answer {
	TERMINAL_ANSWERED,
	/* There is no terminal. */
	TERMINAL_NOBODY,
	/* Ctrl-C, the end of the input, no answer in time, or the terminal failed. */
	TERMINAL_REFUSED,
	TERMINAL_TOO_LONG,
};

/*
 * Asks for a plugin, in the same way, and gives up after timeout_ms. Ctrl-C ends the question, and
 * not the program, unless that has a handler for it.
 */
enum terminal_answer terminal_prompt(const char *question, bool echo, size_t max, int timeout_ms,
				     struct buf *line);
