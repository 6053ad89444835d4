/* What the parts of the cache share: its open directory, its names, its records. */
#ifndef CCRED_CACHE_INTERNAL_H
#define CCRED_CACHE_INTERNAL_H

#include <stddef.h>

#include "base/buf.h"
#include "base/siphash.h"
#include "cache/cache.h"

struct cache {
	int dir;
	unsigned char salt[SIPHASH_KEY_SIZE];
};

#define KEY_NAME_SIZE (2 * SIPHASH_SIZE + 1)
#define FILE_NAME_SIZE (KEY_NAME_SIZE + 16)

struct cache_key {
	char name[KEY_NAME_SIZE]; /* of its files */
	struct buf text; /* repeated in each entry */
};

/* Suffixes of a key's files. */
#define SUFFIX_TOKEN ".token"
#define SUFFIX_LOCK ".lock"
#define SUFFIX_FAILURE ".failure"
#define SUFFIX_REFUSED ".refused"
#define SUFFIX_ERROR ".error"
#define SUFFIX_REJECTED ".rejected"
#define SUFFIX_RENEW ".renew"
#define PREFIX_DOCUMENT "doc-"
#define SALT_NAME "salt"

/* Larger than any file of the cache. */
#define MAX_RECORD (512u * 1024)

/* name + suffix. */
void file_name(const struct cache_key *key, const char *suffix, char out[FILE_NAME_SIZE]);

/*
 * A record: bytes with a checksum behind them, in a private file. Reading gives false for anything
 * that is not exactly what was written (missing, foreign, cut, changed); b is then empty.
 */
bool record_read(const struct cache *cache, const char *name, struct buf *b);
int record_write(const struct cache *cache, const char *name, const void *data, size_t len,
		 struct err *err);

/* Adds or checks the checksum alone, for the tests of damage. */
void record_seal(const struct cache *cache, struct buf *b);
bool record_open(const struct cache *cache, struct buf *b);

/* The text of the key with which a record of failure.c ends; NULL: not of that form. */
const char *failure_key(const struct buf *b, size_t *ret_len);

/* Whether the token with this print was rejected. */
bool rejected_holds(const struct cache *cache, const struct cache_key *key,
		    const unsigned char print[CACHE_PRINT_SIZE]);

/*
 * Opens the first place that will do, where no cache-dir is given; make: its directory, if it is missing.
 * Returns 0, EXIT_UNAVAILABLE, or, without make, EXIT_NOINPUT if it would have to be made.
 */
int place_open(bool make, int *ret_dir, struct err *err);

/* EXIT_NOINPUT, or why the directory could not be made. */
int place_makeable(const char *dir, struct err *err);

/*
 * A lock of the whole directory, held for one write (unlike a key's, which may be held for as long as
 * a request takes). Returns 0 and a descriptor that the caller closes, or EXIT_OS.
 */
int dir_lock(int dir, int *ret_lock, struct err *err);

/* The directory's salt, made if there is none; one for all who ask at once. Returns 0 or EXIT_OS. */
int salt_get(int dir, unsigned char ret_salt[SIPHASH_KEY_SIZE], struct err *err);

/* Removes what killed writers left, and what is of no use to anybody. */
void tidy(const struct cache *cache);

#endif
