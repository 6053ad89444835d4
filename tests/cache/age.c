/*
 * Makes all that a cache holds older, as if the machine had run on for a while: age DIRECTORY SECONDS; or
 * as if its wall clock alone had been set: age DIRECTORY SECONDS wall. It knows the form of the records
 * (entry.c, cache.c, failure.c, document.c) as far as their times go.
 */
#include "cache/internal.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a record keeps its times: n numbers of 64 bits at offset. */
static const struct form {
	const char *mark; /* in the name */
	size_t offset, n;
	unsigned wall; /* a bit for each that is wall time */
} forms[] = {
	{ SUFFIX_TOKEN, 16, 4, 0x5 },  { SUFFIX_RENEW, 0, 1, 0 },   { SUFFIX_FAILURE, 8, 2, 0x2 },
	{ SUFFIX_REFUSED, 8, 2, 0x2 }, { SUFFIX_ERROR, 8, 2, 0x2 },
};
static const struct form document = { PREFIX_DOCUMENT, 0, 2, 0x1 };

static const struct form *form_of(const char *name)
{
	const char *suffix = strrchr(name, '.');

	if (strncmp(name, PREFIX_DOCUMENT, sizeof(PREFIX_DOCUMENT) - 1) == 0)
		return &document;
	for (size_t i = 0; suffix != NULL && i < sizeof(forms) / sizeof(forms[0]); i++)
		if (strcmp(suffix, forms[i].mark) == 0)
			return &forms[i];
	return NULL;
}

static int age(const struct cache *cache, const char *name, const struct form *form,
	       int64_t seconds, bool wall_alone)
{
	struct buf b = BUF_SECRET(MAX_RECORD);
	int r = 1;

	if (record_read(cache, name, &b) && b.len >= form->offset + form->n * sizeof(int64_t)) {
		for (size_t i = 0; i < form->n; i++) {
			int64_t t;
			char *at = b.data + form->offset + i * sizeof(t);
			if (wall_alone && (form->wall >> i & 1) == 0)
				continue;
			memcpy(&t, at, sizeof(t));
			t -= seconds;
			memcpy(at, &t, sizeof(t));
		}
		r = record_write(cache, name, b.data, b.len, NULL);
	}
	buf_free(&b);
	return r;
}

int main(int argc, char **argv)
{
	struct cache *cache = NULL;
	struct err err = { 0 };
	DIR *dir = argc >= 3 ? opendir(argv[1]) : NULL;
	int r = 0;

	if (dir == NULL || cache_open(argv[1], &cache, &err) != 0) {
		fprintf(stderr, "age DIRECTORY SECONDS [wall]: %s\n", err.text);
		return 1;
	}
	for (struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
		const struct form *form = form_of(e->d_name);
		if (form != NULL)
			r |= age(cache, e->d_name, form, strtol(argv[2], NULL, 10), argc > 3);
	}
	closedir(dir);
	cache_close(&cache);
	return r;
}
