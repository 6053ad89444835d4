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
		bool whole;
	} secrets[REDACT_MAX];
	size_t n;
	/* A secret did not fit: then nothing is shown at all. */
	bool overflowed;
};

/* Adds a secret. One of less than 4 bytes is not looked for. */
void redact_add(struct redact_list *list, const void *data, size_t len);

/* Adds a text that has a secret in it, such as a header in base64. It is replaced as a whole. Its
 * parts are not looked for: some of them are the client id, which may stand in any token. */
void redact_add_whole(struct redact_list *list, const void *data, size_t len);

/*
 * Whether 8 bytes in a row of a secret, or the whole of a shorter one, are in the words: as they
 * are, in other letter case, or in up to three layers of the encodings of http/disguise.h. True as
 * well if that cannot be told: no memory, or more than 16384 bytes.
 */
bool redact_needed(const struct redact_list *list, const char *words, size_t len);

/*
 * Copies words into out with each secret, as it is and form-encoded, replaced by REDACTED, control
 * bytes escaped, and cut short. If redact_needed finds a part of a secret in what is left, out is
 * LEFT_OUT alone. Returns out. size is at least 8.
 */
char *redact_words(const struct redact_list *list, const char *words, char *out, size_t size);

#define REDACTED "[hidden]"
#define LEFT_OUT "[left out: it may repeat a secret]"
