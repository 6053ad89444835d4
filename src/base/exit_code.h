/* The exit codes of ccred, as ccred(1) documents them. */
#pragma once

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
	EXIT_MIN_VALID = 73, /* --min-valid or hand-out-min cannot be met */
	EXIT_IO = 74, /* stdin or stdout */
	EXIT_TEMPFAIL = 75, /* passing: timeout, 429, locked */
	EXIT_PROTOCOL = 76, /* the server's answer breaks the rules */
	EXIT_DENIED = 77, /* refused: OAuth error, unsafe file, origin not allowed */
	EXIT_CONFIG = 78, /* configuration, unknown profile */

	/* Of a command that takes our place, as env(1) and sh(1) have them. */
	EXIT_CANNOT_RUN = 126,
	EXIT_NOT_FOUND = 127,
};
