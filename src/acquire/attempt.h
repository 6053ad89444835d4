/* One attempt, from the stack to the answer of the server. The token or the failure goes into the
 * cache for later callers. */
#pragma once

#include "acquire/acquisition.h"
#include "oauth/operations.h"

/* Asks the server with the credential of the outcome. Returns as oauth_request, with a->problem. */
typedef int (*attempt_ask_fn)(struct acquisition *a, void *arg, struct err *err);

/*
 * Runs the stack and asks, once the endpoint is known. Asks once more if the server refuses the
 * credential and a source has a newer one, and once more at the new endpoint of the operation if it
 * has moved. A refusal that still counts ends it before anything is sent. Appends warnings. Returns
 * as ask, or the first error before it.
 */
int attempt_run(struct acquisition *a, enum oauth_operation operation, attempt_ask_fn ask,
		void *arg, struct buf *warnings, struct err *err);

/* Does the same with the outcome that is there, at the endpoint that is known: the part behind the
 * stack. */
int attempt_send(struct acquisition *a, attempt_ask_fn ask, void *arg, struct err *err);

/* The token request, an attempt_ask_fn; arg is the struct oauth_token to fill in. */
int attempt_ask_token(struct acquisition *a, void *arg, struct err *err);

/* When the certificate of the credential ends, seconds since 1970; 0: it has none. */
int64_t attempt_certificate_end(const struct credential *credential);

/* Records what later callers are told of a failure. Under the lock. */
void finish_failure(const struct acquisition *a, const struct err *err);

/* The server has taken what was sent: its refusals end, for all profiles. Nothing else ends, for
 * the source may remember what was refused. */
void attempt_accepted(const struct acquisition *a);

/*
 * Stores the token, writes it into the profile's file, and moves it into acquired, with warnings.
 * Under the lock. Returns 0, or
 * EXIT_DENIED if this token was rejected before: then a->problem says that the server is not to be
 * asked again for a minute.
 */
int finish_token(struct acquisition *a, struct oauth_token *token, struct acquired *acquired,
		 struct err *err);
