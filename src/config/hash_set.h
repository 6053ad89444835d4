/*
 * Finding what stands twice among many: a set of hashes with the place of the first. All that is kept
 * of a profile that is passed over.
 */
#ifndef CCRED_CONFIG_HASH_SET_H
#define CCRED_CONFIG_HASH_SET_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct seen {
	uint64_t hash;
	uint32_t file; /* its number, from 1; 0: an empty slot */
	uint32_t line;
};

/* Set up with { 0 }. */
struct seen_set {
	struct seen *slots;
	size_t n;
	size_t cap; /* a power of two */
};

/*
 * A hash of bytes, going on from a number. Only the hash is kept, so it must tell all names of a file
 * apart, which 64 bits do; it need not resist anybody, for who can choose the names can do worse.
 */
uint64_t seen_hash(uint64_t start, const void *data, size_t len);

/* Adds a hash with its place, unless it is there: then *ret_old is the entry (valid until the next
 * call), else NULL. Returns 0 or EXIT_OS. */
int seen_add(struct seen_set *set, uint64_t hash, unsigned file, unsigned line,
	     const struct seen **ret_old, struct err *err);

/* The entry, or NULL. */
const struct seen *seen_find(const struct seen_set *set, uint64_t hash);

void seen_clear(struct seen_set *set);

#endif
