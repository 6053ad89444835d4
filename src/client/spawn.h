/* Having ccred-acquire do something. */
#pragma once

#include "base/buf.h"
#include "client/fetch.h"

/*
 * Each has ccred-acquire do one operation, and returns 0, or its exit code with the message. That
 * it died or hung is an error like others. The client is told of its warnings.
 */

/* Asks for a token, and stores it. */
int spawn_acquire(const struct fetch *f, struct obtained *ret_obtained, struct err *err);

/* Makes the proof that f->options.proof_for asks for, with the token of the cache. */
int spawn_proof(const struct fetch *f, struct obtained *ret_obtained, struct err *err);

/* The same in the background: nobody is asked, and the result is in the cache once it is there. The
 * lock stays held until then. Returns 0 as soon as it has begun. */
int spawn_renewal(const struct fetch *f, struct err *err);

/* Proves that the server takes this credential, with a token request without the stack and the
 * cache. */
int spawn_prove(const struct fetch *f, const struct credential *given, struct err *err);

/*
 * Revokes the token, with the credential of the stack; f->key is that of the token. *ret_unoffered:
 * NULL if it is done, else why the server cannot be asked, which the caller frees.
 */
int spawn_revoke(const struct fetch *f, const struct secret *token, char **ret_unoffered,
		 struct err *err);

/* Asks for the version of ccred-acquire and its libraries: words for people, without the end of the
 * line. */
int spawn_version(const struct client *client, struct buf *ret_text, struct err *err);

/* Asks for the lines of discover, authority or resource (acquire/wire.h). */
int spawn_report(const struct fetch *f, const char *operation, struct buf *ret_text,
		 struct err *err);

/* Appends the captured variables to a request. Returns 0, EXIT_DATA for one that is too long, or
 * EXIT_OS. */
int spawn_put_vars(const struct bound *bound, struct buf *message, struct err *err);
