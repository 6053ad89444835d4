/*
 * Asks the questions of each FILE again and again, the first, the second, ... allocation failing:
 * the answer is always an error, and nothing leaks (which a sanitizer or valgrind sees).
 */
#include <glob.h>

#include "base/err.h"
#include "lib/no_memory.h"
#include "query.h"

static size_t runs;
static size_t odd;
static const char *current;

static void hook(bool begins)
{
	armed = begins;
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
