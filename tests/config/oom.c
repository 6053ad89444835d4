/*
 * Asks the questions of each FILE again and again, the first, the second, ... allocation failing: the
 * answer is always an error, and nothing leaks (which a sanitizer or valgrind sees). The linker puts
 * the functions below in front of libc's (--wrap).
 */
#include <glob.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "query.h"

static bool armed;
static size_t left; /* allocations until the one that fails */
static size_t runs;
static size_t odd;
static const char *current;

static bool fails(void)
{
	return armed && left > 0 && --left == 0;
}

static void hook(bool begins)
{
	armed = begins;
}

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__real_reallocarray(void *p, size_t n, size_t size);
void *__wrap_reallocarray(void *p, size_t n, size_t size);
void *__wrap_reallocarray(void *p, size_t n, size_t size)
{
	return fails() ? NULL : __real_reallocarray(p, n, size);
}

char *__real_strdup(const char *s);
char *__wrap_strdup(const char *s);
char *__wrap_strdup(const char *s)
{
	return fails() ? NULL : __real_strdup(s);
}

char *__real_strndup(const char *s, size_t n);
char *__wrap_strndup(const char *s, size_t n);
char *__wrap_strndup(const char *s, size_t n)
{
	return fails() ? NULL : __real_strndup(s, n);
}

int __wrap_asprintf(char **ret, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int __wrap_asprintf(char **ret, const char *fmt, ...)
{
	va_list ap;
	int r;

	if (fails())
		return -1;
	va_start(ap, fmt);
	r = vasprintf(ret, fmt, ap);
	va_end(ap);
	return r;
}

/* What _FORTIFY_SOURCE makes of it. */
int __wrap___asprintf_chk(char **ret, int flag, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int __wrap___asprintf_chk(char **ret, int flag, const char *fmt, ...)
{
	va_list ap;
	int r;

	(void)flag;
	if (fails())
		return -1;
	va_start(ap, fmt);
	r = vasprintf(ret, fmt, ap);
	va_end(ap);
	return r;
}

int __real_glob(const char *pattern, int flags, int (*fn)(const char *, int), glob_t *found);
int __wrap_glob(const char *pattern, int flags, int (*fn)(const char *, int), glob_t *found);
int __wrap_glob(const char *pattern, int flags, int (*fn)(const char *, int), glob_t *found)
{
	return fails() ? GLOB_NOSPACE : __real_glob(pattern, flags, fn, found);
}

static void sweep(const char *query, int code)
{
	for (size_t n = 1;; n++) {
		left = n;
		int r = query_run(query, NULL);
		runs++;
		if (left > 0) { /* it was never reached: this run is like the first */
			left = 0;
			if (r == code)
				return;
		} else if (r == EXIT_OS || (r == code && r == EXIT_DENIED)) {
			continue; /* what is unsafe may be told first, without its place */
		}
		odd++;
		printf("# %s, %s, allocation %zu: code %d\n", current, query, n, r);
		if (odd > 20)
			return;
	}
}

int main(int argc, char **argv)
{
	query_hook = hook;
	for (int i = 1; i < argc; i++) {
		current = argv[i];
		if (query_file(argv[i], NULL, sweep) != 0)
			return 2;
	}
	printf("# %zu runs\n", runs);
	return runs > 0 && odd == 0 ? 0 : 1;
}
