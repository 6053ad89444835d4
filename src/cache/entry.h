/* One entry as bytes: pure, strict in both directions. */
#ifndef CCRED_CACHE_ENTRY_H
#define CCRED_CACHE_ENTRY_H

#include <stdint.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/err.h"
#include "base/secret.h"

struct entry {
	struct secret *token;
	char *scope; /* NULL: the server did not say */
	char *source; /* who supplied the secret (cache_store); NULL: not said */
	int64_t lifetime_s;
	struct clock_now asked; /* the lifetime counts from here */
	struct clock_now stored;
	bool after_rejection; /* it was asked for because the one before was rejected */
};

/* Writes the entry, with the key's text at the end. b is a BUF_SECRET; check buf_error. */
void entry_write(const struct entry *entry, const struct buf *key_text, struct buf *b);

/*
 * Reads what entry_write wrote. Returns 0, or -1: not of that form, or of another key. The caller
 * clears the entry.
 */
int entry_read(const struct buf *b, const struct buf *key_text, struct entry *ret_entry);

/* The text of the key with which it ends, of an entry whose key is not known. NULL: not of that form. */
const char *entry_key(const struct buf *b, size_t *ret_len);

void entry_clear(struct entry *entry);

/*
 * Seconds since it was asked for, by the clock that has gone further, or by wall time alone where a boot id
 * could not be read. -1: it cannot be told: of another boot, or a clock stands before that moment.
 */
int64_t entry_age(const struct entry *entry, const struct clock_now *now);

#endif
