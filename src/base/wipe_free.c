/*
 * free and realloc that wipe what they give back, for programs whose libraries copy secrets: libcurl, OpenSSL and
 * json-c free without wiping. Linked into such a program by itself, never from a library.
 *
 * malloc and all that builds on it stay those of the C library. Its reallocarray calls our realloc. A sanitizer has
 * functions of its own.
 */
#include "base/banned.h"

#include <malloc.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

#ifndef SANITIZED
extern void __libc_free(void *p);

void free(void *p)
{
	if (p != NULL)
		explicit_bzero(p, malloc_usable_size(p));
	__libc_free(p);
}

void *realloc(void *p, size_t size)
{
	size_t old = p != NULL ? malloc_usable_size(p) : 0;
	void *moved;

	if (p != NULL && size == 0) {
		free(p);
		return NULL;
	}
	if ((moved = malloc(size)) == NULL || p == NULL)
		return moved;
	memcpy(moved, p, old < size ? old : size);
	free(p);
	return moved;
}
#endif
