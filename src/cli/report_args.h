/* What a report is about, as its command line says: explain, status, doctor and inspect. */
#ifndef CCRED_CLI_REPORT_ARGS_H
#define CCRED_CLI_REPORT_ARGS_H

#include "cli/cmd.h"

/* Set up with { 0 }; the words are argv's. */
struct subject {
	const char *tenant; /* NULL: none */
	bool json; /* for programs */
};

/* Their part of a table of getopt_long(3), to which ":h" belongs. */
#define SUBJECT_OPTIONS \
	{ "json", no_argument, NULL, 'j' }, { "tenant", required_argument, NULL, 't' }, \
	{ \
		"help", no_argument, NULL, 'h' \
	}

/* Takes what getopt_long has just answered, but for the caller's own options. Returns 0, EXIT_USAGE, or
 * -1 when the help was asked for. */
int subject_option(char *const *argv, int option, struct subject *s, struct err *err);

#endif
