/*
 * SipHash-2-4 with a 128-bit result: the keyed hash behind the names, checksums and fingerprints of
 * the cache. libc has none, and what callers start links nothing else.
 */
#pragma once

#include <stddef.h>

#define SIPHASH_KEY_SIZE 16
#define SIPHASH_SIZE 16

/* Hashes the bytes under the key. Follows the reference implementation of Aumasson and
 * Bernstein. */
void siphash128(const unsigned char key[SIPHASH_KEY_SIZE], const void *data, size_t len,
		unsigned char ret_hash[SIPHASH_SIZE]);
