/* The keys of a profile, as ccred-acquire says them, and the JWK Set of them that a server is
 * given. */
#pragma once

#include "base/kv.h"
#include "client/client.h"

/* The lines of an operation (acquire/wire.h). Set up with { 0 }. */
struct key_set {
	struct buf text;
	struct kv kv;
};

/* One key of it. All but jwk and thumbprint may be NULL. */
struct key_said {
	const char *jwk, *thumbprint, *kid, *algs, *certificate, *line, *place;
	bool next;
};

/* Has ccred-acquire do the operation for the profile: key, key-new or key-rotate. config is the
 * user's configuration; NULL: that of this process. Returns 0 or an exit code. The caller clears
 * the set. */
int key_set_ask(const struct client *client, const struct profile *profile, const char *config,
		const char *operation, struct key_set *ret_set, struct err *err);
void key_set_clear(struct key_set *set);

/* A line that is about no single key; NULL: there is none. */
const char *key_set_line(const struct key_set *set, const char *name);

/* Takes the next key; *at is 0 at first. Returns false at the end. */
bool key_set_next(const struct key_set *set, size_t *at, struct key_said *ret_key);

/* Appends the JWK Set (RFC 7517, 5) and a newline. assertion_alg is the profile's. */
void key_set_put_jwks(const struct key_set *set, const char *assertion_alg, struct buf *b);
