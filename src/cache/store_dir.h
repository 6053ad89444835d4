/* A directory of small files as a store: the default one. */
#pragma once

#include "cache/store.h"

/*
 * Takes over the open directory dir, which is ours alone, also in case of failure. make: makes the
 * file with the salt if there is none. Returns 0, EXIT_OS, or, without make, EXIT_NOINPUT if there
 * is no salt yet.
 */
int store_dir_open(int dir, bool make, struct cache **ret_cache, struct err *err);
