/* The source lines of a profile that sign with a key: finding them, and what each says of its
 * key. */
#pragma once

#include "acquire/acquisition.h"
#include "jose/jose.h"

/* The first line that names a file for its key, and the argument that does; NULL: none does. */
struct line *signing_line_with_file(struct bound *bound, const struct argument **ret_file);

/*
 * Asks the line for its key, of which nobody but its plugin sees the private part. Appends these lines to
 * the report:
 *	jwk=JSON		the required members of the public key (RFC 7638, 3.2)
 *	thumbprint=TEXT		of it
 *	kid=TEXT		its name in assertions; missing: it has none
 *	algs=LIST		that it can sign with, blank-separated, the preferred one first
 *	certificate=PEM		if there is one
 *	line=TEXT place=TEXT	the source line, and where the key lies
 *	next=1			with next: it is to take the place of the line's key
 * ret_algs (it may be NULL) is what it can sign with, as algs, or empty. Returns 0, EXIT_NOUSER if the line has no
 * key, or the exit code of its result.
 */
int signing_line_ask(struct acquisition *a, const struct line *line, bool next, struct buf *report,
		     char ret_algs[JOSE_ALGORITHMS], struct err *err);

/* Appends what a credential says of its key, as above but for line, place and next. */
int signing_line_put(const struct credential *credential, struct buf *report, struct err *err);
