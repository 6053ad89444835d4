/*
 * A set of hashes, each with the place where it was added. It finds names and targets that stand twice. Of
 * a profile that is passed over nothing else is kept.
 */
#pragma once

#include <stdint.h>

#include "base/err.h"

struct hash_entry {
	uint64_t hash;
	/* The number of the file, from 1; 0: an empty slot. */
	uint32_t file;
	uint32_t line;
};

/* Set up with { 0 }; the owner frees slots. */
struct hash_set {
	struct hash_entry *slots;
	size_t n;
	/* A power of two. */
	size_t cap;
};

/*
 * A hash of bytes, which goes on from a number. Only the hash is kept, so it must tell all names of a
 * configuration apart, which 64 bits do. It need not resist an attacker: whoever chooses the names can do
 * worse things.
 */
uint64_t hash_bytes(uint64_t start, const void *data, size_t len);

/* Adds a hash with its place, unless it is there: then *ret_old is the entry (valid until the next
 * call), else NULL. Returns 0 or EXIT_OS. */
int hash_set_add(struct hash_set *set, uint64_t hash, unsigned file, unsigned line,
		 const struct hash_entry **ret_old, struct err *err);

bool hash_set_has(const struct hash_set *set, uint64_t hash);
