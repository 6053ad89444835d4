/*
 * What a stack gathers: the client id and the secret, who supplied them, and the rules that bind the
 * two to each other.
 */
#ifndef CCRED_STACK_BUNDLE_H
#define CCRED_STACK_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/secret.h"
#include "config/profile.h"

struct bundle {
	struct secret *client_id;
	struct secret *client_secret;
	const struct source *id_from; /* NULL: the profile's client-id */
	const struct source *secret_from;
};

/*
 * The rule of enum ccred_item for one item: 1 byte at least, at most LIMIT_CLIENT_ID or
 * LIMIT_CLIENT_SECRET, UTF-8, no control bytes.
 */
bool bundle_item_valid(int item, const void *data, size_t len);

/* Frees what it holds; it can be used again. */
void bundle_clear(struct bundle *b);

/* Nonzero if id and secret are there. */
bool bundle_complete(const struct bundle *b);

/*
 * What one line set (either may be NULL), against the bundle: CCRED_SUCCESS; CCRED_CONFLICT if the id
 * differs from the known one, or a secret is set differently already; CCRED_INVALID if a secret comes
 * and no id is known. err (may be NULL) says it in words, with the lines that supplied what.
 */
int bundle_check(const struct bundle *b, const struct bundle *line, struct err *err);

/* Takes over what the line set, after bundle_check; line is empty afterwards. */
void bundle_merge(struct bundle *b, struct bundle *line, const struct source *from);

/* A copy (of a nested stack's view of the outer bundle). Returns 0 or EXIT_OS. */
int bundle_copy(const struct bundle *from, struct bundle *ret_copy, struct err *err);

/* Nonzero if both hold the same id and secret. */
bool bundle_equal(const struct bundle *a, const struct bundle *b);

#endif
