/* Makes a server's words fit to be shown: without secrets, without control bytes, and not too
 * long. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define REDACT_MAX 8

/* The secrets that a server may repeat. The bytes belong to the caller and outlive the list. */
struct redact_list {
	struct {
		const char *data;
		size_t len;
	} secrets[REDACT_MAX];
	size_t n;
	/* A secret did not fit: then nothing is shown at all. */
	bool overflowed;
};

/* Adds a secret. It is found as it is and form-encoded; of less than 4 bytes it is not looked
 * for. */
void redact_add(struct redact_list *list, const void *data, size_t len);

/*
 * Copies words into out with each secret replaced by REDACTED, control bytes escaped, and cut
 * short. Returns out. size is at least 8.
 */
char *redact_words(const struct redact_list *list, const char *words, char *out, size_t size);

/* Whether a secret is in words; true as well if there is no memory to look for it. */
bool redact_needed(const struct redact_list *list, const char *words);

#define REDACTED "[hidden]"
