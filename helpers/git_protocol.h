/* One run of git's credential protocol over stdin and stdout: what ccred and git's helper share. */
#pragma once

#include "base/err.h"

/*
 * Reads a request from stdin and answers on stdout. Does nothing for an unknown verb. Returns 0,
 * also if no profile has the target, or an exit code with the message. about (at least LIMIT_NAME
 * bytes and NUL) is set to the profile of the request, and left alone if there is none.
 */
int git_protocol_run(const char *verb, char *about, size_t about_size, struct err *err);
