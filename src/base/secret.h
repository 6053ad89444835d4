/*
 * Memory for secrets: locked and left out of core dumps where the system allows it, wiped on its
 * whole capacity before it is given back.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Zeroed memory for a secret; NULL when none is left (errno is set). size > 0. Any thread may ask.
 * mlock(2) and MADV_DONTDUMP are tried, and their failure is not an error. */
void *secret_alloc(size_t size);

/* Wipes and gives back what secret_alloc returned for the same size. NULL is fine. */
void secret_release(void *p, size_t size);

/* A value that must not leak: bytes, followed by a NUL that len does not count. */
struct secret {
	size_t len;
	size_t cap; /* of the whole allocation */
	char data[];
};

/* A copy in locked memory. Returns 0, or -1 with errno set. The caller frees with secret_free. */
int secret_new(const void *data, size_t len, struct secret **ret_secret);

/* Wipes, frees, and sets the pointer to NULL. NULL and a pointer to NULL are fine. */
void secret_free(struct secret **secret);

/* Compares in time that depends on the lengths alone. Two NULLs are equal. */
bool secret_equal(const struct secret *a, const struct secret *b);
