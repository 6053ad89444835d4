/* What the processes that use one directory must agree on: its lock, and its salt, which is made once. */
#pragma once

#include "base/err.h"
#include "base/siphash.h"

/*
 * Locks the directory, for one write. Returns 0 and a descriptor, which the caller closes to unlock it, or
 * EXIT_OS.
 */
int dir_lock(int dir, int *ret_lock, struct err *err);

/*
 * Reads the salt. With make it is made if there is none; all callers that do so at once get the same one.
 * Returns 0, EXIT_OS, or, without make, EXIT_NOINPUT.
 */
int dir_salt(int dir, bool make, unsigned char ret_salt[SIPHASH_KEY_SIZE], struct err *err);
