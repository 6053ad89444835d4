/* One entry as bytes: pure, strict in both directions. */
#pragma once

#include "cache/internal.h"

struct entry {
	struct secret *token;
	/* NULL: the server did not say. */
	char *scope;
	/* Who supplied the secret (cache_store); NULL: not said. */
	char *source;
	int64_t lifetime_s;
	/* The lifetime counts from here. */
	struct clock_now asked;
	struct clock_now stored;
	/* It was asked for because the one before was rejected. */
	bool after_rejection;
	bool repeats_secret;
	enum token_binding binding;
	/* The raw key of TOKEN_OF_PROOF; NULL: none. */
	struct secret *proof_key;
	/* When the client's certificate ends, seconds since 1970; 0: it has none. */
	int64_t certificate_end_s;
};

/* Writes the entry, with the key's text at the end. b is a BUF_SECRET; check buf_error. */
void entry_write(const struct entry *entry, const struct buf *key_text, struct buf *b);

/* Reads what entry_write wrote. Returns 0; -1: not of that form, or of another key; or EXIT_OS: no
 * memory. The caller clears the entry. */
int entry_read(const struct buf *b, const struct buf *key_text, struct entry *ret_entry);

void entry_clear(struct entry *entry);
