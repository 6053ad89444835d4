/*
 * Damages each FILE in every way of a short list, at every byte, and asks its questions again:
 * whatever the configuration has become, the answer is 0 or a documented code. Crashes show by
 * themselves, best under a sanitizer.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "query.h"

#define MUTANT "mutant.conf"

static char queries[32][256];
static size_t nqueries;
static size_t runs;
static size_t odd;

static void note_query(const char *query, int code)
{
	(void)code;
	if (nqueries < 32)
		snprintf(queries[nqueries++], sizeof(queries[0]), "%s", query);
}

static void ask(size_t query, const char *file, size_t at)
{
	int code = query_run(queries[query], NULL);
	runs++;
	if (code == EXIT_OK || code == EXIT_USAGE || code == EXIT_NOINPUT || code == EXIT_OS ||
	    code == EXIT_DENIED || code == EXIT_CONFIG)
		return;
	odd++;
	printf("# %s, byte %zu: code %d\n", file, at, code);
}

static void put(int fd, const char *text, size_t len, size_t at)
{
	if (pwrite(fd, text, len, (off_t)at) != (ssize_t)len)
		abort();
}

static void mutate(const char *file)
{
	static const char replacements[] = { '\0', '\n', '"', '{', '[', '@', '/', '\xff', ' ' };
	static char text[1 << 14];
	FILE *f = fopen(file, "r");
	if (f == NULL)
		abort();
	size_t len = fread(text, 1, sizeof(text), f);
	fclose(f);
	nqueries = 0;
	if (len == sizeof(text) || query_file(file, NULL, note_query) != 0)
		return;

	int fd = open(MUTANT, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		abort();
	put(fd, text, len, 0);
	for (size_t at = 0; at < len; at++) {
		/* The questions stand in comments of the file, which are dull to damage. */
		if (text[at] == '#')
			at += strcspn(text + at, "\n");
		put(fd, &replacements[at % sizeof(replacements)], 1, at);
		ask(at % nqueries, file, at);
		put(fd, text + at, 1, at);
	}
	for (size_t at = len; at-- > 0 && ftruncate(fd, (off_t)at) == 0;)
		ask(at % nqueries, file, at);
	close(fd);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		mutate(argv[i]);
	unlink(MUTANT);
	printf("# %zu runs\n", runs);
	return runs > 0 && odd == 0 ? 0 : 1;
}
