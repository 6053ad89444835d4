/* The answers to a token request (RFC 6749, 5.1 and 5.2), revocation (RFC 7009, 2.2) and
 * introspection (RFC 7662, 2.2), read strictly: pure. */
#pragma once

#include "base/clock.h"
#include "base/token_binding.h"
#include "oauth/claims.h"
#include "oauth/exchange.h"

/* A token as a server grants it. */
struct oauth_token {
	struct secret *token;
	/* 0: it must not be cached, and warning says why. */
	int64_t lifetime_s;
	/* A part of the secret may be in it: what it says of itself is not shown. */
	bool repeats_secret;
	enum token_binding binding;
	/* The raw key that the proofs of TOKEN_OF_PROOF are signed with; NULL: none. */
	struct secret *proof_key;
	/* As the server says; NULL: as asked. */
	char *scope;
	/* The moment before the request was sent. */
	struct clock_now asked;
	/* One line for the user; NULL: none. */
	char *warning;
};

/* Wipes and frees what it holds. */
void oauth_token_clear(struct oauth_token *t);

/* Where the claims of an introspection go, once the answer is known to keep the rules. */
struct oauth_introspection {
	oauth_claim_fn fn;
	void *arg;
	/* Both are set on success. more: the members that fn did not take. */
	bool active;
	size_t more;
};

/*
 * Each reads the answer, and returns 0, or the exit code of the row of an error table that it falls
 * under, with its message. The caller sets asked of the token.
 */
int response_read(const struct oauth_exchange *x, struct oauth_token *ret_token,
		  struct oauth_problem *ret_problem, struct err *err);
/* introspection NULL: the answer to a revocation. */
int token_op_read(const struct oauth_exchange *x, struct oauth_introspection *introspection,
		  struct oauth_problem *ret_problem, struct err *err);
