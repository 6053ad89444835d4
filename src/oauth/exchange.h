/* One authenticated exchange with an endpoint: the request, made anew for each try, and its
 * answer. */
#pragma once

#include "oauth/auth.h"

/* Set up with attempt, and with token if the request is about one; exchange_clear at the end. */
struct oauth_exchange {
	struct auth_attempt attempt;
	/* NULL: for OAUTH_GRANT. */
	const struct secret *token;
	/* The raw key of the proof that each try has; NULL: it has none. */
	const struct secret *proof_key;
	/* That the server wants in the proofs; NULL: it has not said so yet. */
	char *nonce;
	/* auth_choose decides. */
	const struct auth_method *method;
	/* What the connection shows; NULL: nothing. */
	struct http_certificate *certificate;
	/* Of the last try. */
	struct token_request request;
	struct http_reply reply;
};

/* Makes the request of one try, authenticated by x->method. Returns 0, EXIT_OS, or the error of the
 * method. Then there is no request. */
int exchange_make(struct oauth_exchange *x, struct err *err);

/* Chooses the method, and sends with tries until deadline_ms, as retry_send; once more if the
 * server wants a nonce in the proof. */
int exchange_run(struct oauth_exchange *x, int64_t deadline_ms, struct oauth_problem *ret_problem,
		 struct err *err);

/* Wipes and frees request and reply. */
void exchange_clear(struct oauth_exchange *x);
