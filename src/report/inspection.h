/* What is known of the cached token, for ccred inspect. */
#ifndef CCRED_REPORT_INSPECTION_H
#define CCRED_REPORT_INSPECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "oauth/claims.h"

/* A copy of a struct oauth_claim. */
struct inspection_claim {
	enum oauth_part part;
	char *name, *text;
	/* NULL: it is too long, or repeats a secret. */
	char *json;
	int64_t time_s;
};

/* Set up with { 0 }. */
struct inspection {
	struct inspection_claim *claims;
	size_t nclaims;
	/* Claims that were too much. */
	size_t more;
	bool jwt;
	/* The server has answered, and how. */
	bool asked, active;
	/* Why it cannot be asked; empty: it was, or asking failed. */
	char unoffered[ERR_TEXT_MAX];

	/* The part that the last claim was of, and the bytes of its claims. */
	enum oauth_part part;
	size_t part_size;
};
/* Copies a claim. An oauth_claim_fn; arg is the inspection. */
bool inspection_put_claim(const struct oauth_claim *claim, void *arg);

void inspection_clear(struct inspection *i);

#endif
