/*
 * free(3) and realloc(3) that wipe, in place of the C library's, for programs through whose
 * libraries secrets go: libcurl, OpenSSL, json-c and GLib free copies of them as they are. A
 * program has it by linking this file's object; what it loads later calls these functions, too.
 * With a sanitizer, which has functions of its own, it is empty.
 */
#include "base/wipe_free.h"

#if WIPE_FREE

#include <errno.h>
#include <malloc.h>

/* glibc's own function under the name that stays. */
extern void __libc_free(void *p); /* NOLINT(bugprone-reserved-identifier) */

void free(void *p)
{
	int saved = errno;

	if (p == NULL)
		return;
	explicit_bzero(p, malloc_usable_size(p));
	__libc_free(p);
	errno = saved;
}

void *realloc(void *p, size_t size)
{
	size_t old = p != NULL ? malloc_usable_size(p) : 0;
	void *other;

	if (p != NULL && size == 0) {
		free(p);
		return NULL;
	}
	if (p != NULL && size <= old)
		return p;
	if ((other = malloc(size)) == NULL)
		return NULL;
	if (p != NULL)
		memcpy(other, p, old);
	free(p);
	return other;
}

#endif
