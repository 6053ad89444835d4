/*
 * Errors: one number, the exit code that the user will see, and one message, written where the cause
 * is known. Functions return 0 or one of these numbers and leave the message in the struct err.
 */
#ifndef CCRED_BASE_ERR_H
#define CCRED_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

/* sysexits(3), with the meanings that ccred(1) documents. */
enum exit_code {
	EXIT_OK = 0,
	EXIT_USAGE = 64, /* the command line */
	EXIT_DATA = 65, /* a malformed request or secret */
	EXIT_NOINPUT = 66, /* a file that was named is missing */
	EXIT_NOUSER = 67, /* no source had a credential */
	EXIT_NOHOST = 68, /* the host name is not known */
	EXIT_UNAVAILABLE = 69, /* server or source unreachable, TLS, 5xx */
	EXIT_SOFTWARE = 70, /* a fault of our own */
	EXIT_OS = 71, /* the system refused something */
	EXIT_MIN_VALID = 73, /* --min-valid cannot be met */
	EXIT_IO = 74, /* stdin or stdout */
	EXIT_TEMPFAIL = 75, /* passing: timeout, 429, locked */
	EXIT_PROTOCOL = 76, /* the server's answer breaks the rules */
	EXIT_DENIED = 77, /* refused: OAuth error, unsafe file, origin not allowed */
	EXIT_CONFIG = 78, /* configuration, unknown profile */

	/* Of a command that takes our place, as env(1) and sh(1) have them. */
	EXIT_CANNOT_RUN = 126,
	EXIT_NOT_FOUND = 127,
};

#define ERR_TEXT_MAX 1024
#define ERR_HINT_MAX 512

/* Set up with { 0 }; owns nothing. */
struct err {
	int code; /* 0: no error */
	char text
		[ERR_TEXT_MAX]; /* "what happened: what to do"; printable: control bytes are escaped */
	char hint[ERR_HINT_MAX]; /* at most one more line; empty: none */
};

/*
 * Sets code and text (cut short at ERR_TEXT_MAX with "..."; control bytes escaped) and clears the
 * hint. Returns code, so that a caller can write: return err_set(err, EXIT_CONFIG, ...). err may be
 * NULL: then only the code is passed on.
 */
int err_set(struct err *err, int code, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* As err_set, with ": " and the text of the errno value appended. */
int err_sys(struct err *err, int code, int errnum, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

/* Sets the hint line. */
void err_hint(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts "fmt: " in front of the text that is there, for a layer that knows the place. */
void err_prefix(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Out of memory: EXIT_OS with a fixed text. */
int err_nomem(struct err *err);

#endif
