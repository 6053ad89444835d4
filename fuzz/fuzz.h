/* What the harnesses share: the entry point of libFuzzer, and the properties that hold
 * everywhere. */
#pragma once

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

/* Runs the parser over one input. Returns 0; -1: the input is of no interest. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A property that must hold whatever the input is: libFuzzer keeps the input that breaks it. */
#define must(property) \
	do { \
		if (!(property)) { \
			fprintf(stderr, "%s:%d: this does not hold: %s\n", __FILE__, __LINE__, \
				#property); \
			abort(); \
		} \
	} while (0)

/* The bytes and a NUL, in memory that ends there. The caller frees. */
static inline char *copy_of(const void *data, size_t size)
{
	char *copy = malloc(size + 1);

	if (copy == NULL)
		abort();
	if (size > 0)
		memcpy(copy, data, size);
	copy[size] = '\0';
	return copy;
}

static inline bool is_printable(const char *text)
{
	char shown[8 * ERR_TEXT_MAX];

	return strcmp(text_escape(text, strlen(text), shown, sizeof(shown)), text) == 0;
}

/* An error has its code, a reason and a text, which a terminal can be given. */
static inline void must_say(int code, const struct err *err)
{
	must(code > 0 && err->code == code);
	must(err->reason[0] != '\0' && err->text[0] != '\0');
	must(is_printable(err->reason) && is_printable(err->text) && is_printable(err->fix));
	must(is_printable(err->place.file) && is_printable(err->hint));
}
