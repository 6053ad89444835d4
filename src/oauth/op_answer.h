/* The answers to revocation (RFC 7009, 2.2) and introspection (RFC 7662, 2.2), read strictly: pure. */
#ifndef CCRED_OAUTH_OP_ANSWER_H
#define CCRED_OAUTH_OP_ANSWER_H

#include "oauth/claims.h"
#include "oauth/exchange.h"

/* Where the claims of an introspection go, once the answer is known to keep the rules. */
struct oauth_introspection {
	oauth_claim_fn fn;
	void *arg;
	/* Both are set on success. more: the members that fn did not take. */
	bool active;
	size_t more;
};

/* Each returns 0, or the exit code of the row of an error table that the answer falls under, with its message. */
int revocation_read(const struct oauth_exchange *x, struct oauth_problem *ret_problem,
		    struct err *err);
int introspection_read(const struct oauth_exchange *x, struct oauth_introspection *introspection,
		       struct oauth_problem *ret_problem, struct err *err);

#endif
