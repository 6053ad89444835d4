/* Starting ccred-acquire and understanding its answer. */
#ifndef CCRED_CLIENT_SPAWN_H
#define CCRED_CLIENT_SPAWN_H

#include "base/buf.h"
#include "base/kv.h"
#include "client/obtain.h"
#include "base/credential.h"

struct spawn {
	const struct profile *profile;
	const struct bound *bound; /* NULL: no line runs */
	const char *key; /* cache_key_name; NULL: no cache */
	int lock_fd; /* -1: none */
	int64_t deadline_ms;
	bool interactive;
	const char *config; /* the user's configuration of the helper; NULL: ours */
};

/* Runs one acquire. Returns 0 or its exit code; a crash or a hang of it is an error like others. Its
 * warnings are printed. */
int spawn_acquire(const struct spawn *spawn, struct obtained *ret_obtained, struct err *err);

/*
 * Has ccred-acquire look for the token endpoint, without the cache, and run the stack. Returns 0 with the
 * lines of the answer (acquire/wire.h) in *ret_kv, escaped, which point into text; or its exit code.
 */
int spawn_discover(const struct spawn *spawn, struct buf *text, struct kv *ret_kv, struct err *err);

/*
 * Has ccred-acquire prove that the server takes this client id and secret, both of which are there: a
 * token request with them, without the stack and the cache. Returns 0 with what the server granted but
 * for the token (ret_granted->token is NULL), or its exit code. Its warnings are printed.
 */
int spawn_prove(const struct spawn *spawn, const struct credential *given,
		struct obtained *ret_granted, struct err *err);

/* Asks ccred-acquire for its version and its libraries: words for people, without the end of the line,
 * appended to ret_text. Returns 0 or an exit code with the message. */
int spawn_version(struct buf *ret_text, struct err *err);

/*
 * Has ccred-acquire revoke the token, with what the stack supplies; key is the token's. Returns 0, or its
 * exit code. *ret_unoffered: NULL if it is done, else why the server cannot be asked, which the caller
 * frees. Its warnings are printed.
 */
int spawn_revoke(const struct spawn *spawn, const struct secret *token, char **ret_unoffered,
		 struct err *err);

/* Appends the captured variables that are set, a var= line each. Returns 0, or EXIT_DATA for one that is too
 * long. */
int spawn_put_vars(const struct bound *bound, struct buf *b, struct err *err);

#endif
