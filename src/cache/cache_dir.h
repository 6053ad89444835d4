/* The directory of the cache: which one it is, and what the processes that use it must agree on:
 * lock and salt. */
#pragma once

#include "base/err.h"
#include "base/siphash.h"

/*
 * Opens the directory dir if it is not NULL (cache-dir), else the first that will do of
 * $XDG_RUNTIME_DIR/ccred, the first entry of $RUNTIME_DIRECTORY, /run/user/UID/ccred, for root
 * /run/ccred, /dev/shm/ccred-UID, and ~/.cache/ccred. It is ours alone, checked on the descriptor.
 * make: it is made if it is missing. EXIT_UNAVAILABLE: no directory is usable; EXIT_DENIED: dir is
 * not; EXIT_NOINPUT, without make: it would have to be made; EXIT_OS: the system refused something
 * that says nothing of the directory. With 0, err has a warning (EXIT_UNAVAILABLE) if somebody else
 * holds a directory that comes first, and code 0 if not.
 */
int cache_dir_open(const char *dir, bool make, int *ret_fd, struct err *err);

/* A directory that cache_dir_open looks at. */
struct cache_dir {
	/* NULL: the variable that names it does not. */
	const char *path;
	/* What names it: cache-dir, XDG_RUNTIME_DIR and so on. */
	const char *from;
	/* Why it is passed over; NULL: the cache lies here. */
	const char *why;
	/* It is passed over because somebody else holds it. */
	bool taken;
	/* Else it will be made. */
	bool there;
	/* It is gone when the machine is switched off. */
	bool memory;
	bool writable, full;
};
typedef void (*cache_dir_fn)(const struct cache_dir *dir, void *arg);

/* Tells the directories in their order, up to the one that cache_dir_open takes. Nothing is
 * made. */
void cache_dirs(const char *dir, cache_dir_fn fn, void *arg);

/*
 * Locks the directory, for one write. Returns 0 and a descriptor, which the caller closes to unlock
 * it, or EXIT_OS.
 */
int dir_lock(int dir, int *ret_lock, struct err *err);

/*
 * Reads the salt. With make it is made if there is none; all callers that do so at once get the
 * same one. Returns 0, EXIT_OS, or, without make, EXIT_NOINPUT.
 */
int dir_salt(int dir, bool make, unsigned char ret_salt[SIPHASH_KEY_SIZE], struct err *err);
