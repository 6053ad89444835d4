/*
 * A credential: what a client proves itself with at the token endpoint (RFC 6749, 2.3; RFC 7521;
 * RFC 8705). It is made of items, which one or several source lines supply.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/secret.h"

/* The numbers of enum ccred_item in ccred-plugin.h, which says what each item is. */
enum item {
	ITEM_CLIENT_ID = 1,
	ITEM_CLIENT_SECRET,
	ITEM_ASSERTION,
	ITEM_ASSERTION_TYPE,
	ITEM_KEY_ID,
	ITEM_ALGORITHM,
	ITEM_PUBLIC_KEY,
	ITEM_CERTIFICATE,
	ITEM_PRIVATE_KEY,
	ITEM_KEY_URI,
	ITEM_SIGNATURE,
	N_ITEMS,
};

/* A set of items has a bit for each. */
#define ITEM_BIT(item) (1u << (item))
/* The items that nobody but their owner may see. */
#define ITEMS_SECRET \
	(ITEM_BIT(ITEM_CLIENT_SECRET) | ITEM_BIT(ITEM_ASSERTION) | ITEM_BIT(ITEM_PRIVATE_KEY))

/* Set up with { 0 }. */
struct credential {
	/* By enum item; NULL: not there. */
	struct secret *items[N_ITEMS];
	/* Who supplied each: a line of the stack, which knows its type. NULL: the profile
	 * itself. */
	const void *from[N_ITEMS];
	/* When each expires, seconds since 1970; 0: not known. Nothing of an item is sent past
	 * it. */
	int64_t expires_s[N_ITEMS];
};

/* The word of an item on ccred's wires, and of programs: "client_id". NULL: there is no such
 * item. */
const char *credential_item_name(int item);

/* The same for people: "client id". */
const char *credential_item_words(int item);

/* The item of a word; 0: none. */
int credential_item_find(const char *name);

/*
 * The rule of an item: 1 byte at least, not longer than its limit (limits.h), UTF-8, and no control
 * bytes, but that CERTIFICATE, PUBLIC_KEY and PRIVATE_KEY may have line ends and tabs (PEM), and
 * SIGNATURE is any bytes. Text begins with no byte order mark. Whoever takes an item from another
 * process checks it.
 */
bool credential_item_valid(int item, const void *data, size_t len);

/* Why it is not valid, in words that follow "the secret": "ends with a line end". NULL: it is. */
const char *credential_item_fault(int item, const void *data, size_t len);

/* What may be in a secret, but is more often pasted along with it, in words that follow "the
 * secret". NULL: nothing is. Nothing of the secret is in the words. */
const char *credential_suspicion(const struct secret *secret);
/* What to say of it, a printf format for these words. */
#define CREDENTIAL_SUSPICION "the secret %s: if that is no part of it, store it once more without"

/* Copies an item into the credential, in place of the one that is there. The caller has checked it.
 * Returns 0 or EXIT_OS. */
int credential_set(struct credential *c, int item, const void *data, size_t len, const void *from,
		   struct err *err);

/* Moves an item, and what is known of it, from one credential into the other, in place of what is
 * there. */
void credential_move(struct credential *to, struct credential *from, int item);

/* Copies the whole. Returns 0 or EXIT_OS; *ret_copy is set on success only. */
int credential_copy(const struct credential *from, struct credential *ret_copy, struct err *err);

/* Whether both have the same items; who supplied them does not count. */
bool credential_equal(const struct credential *a, const struct credential *b);

/* Whether an item is there, and has not expired. */
bool credential_has(const struct credential *c, int item);

/* The first item that has expired; 0: none. */
int credential_expired(const struct credential *c);

/* The items that it has, as a set. */
unsigned credential_items(const struct credential *c);

/* Whether it has no item at all. */
bool credential_empty(const struct credential *c);

/* Appends the names of a set of items, with ", " between. */
void credential_put_names(unsigned items, struct buf *b);

/* Wipes and frees what it holds; it can be used again. */
void credential_clear(struct credential *c);
