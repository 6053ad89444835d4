/* The answers of git's credential protocol (git-credential(1)), written out. Pure. */
#ifndef CCRED_HELPERS_GIT_ANSWER_H
#define CCRED_HELPERS_GIT_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/secret.h"
#include "helpers/git_request.h"

/* How a token is handed over, whatever the request prefers (git-auth of ccred.config(5)). */
enum proto_auth {
	PROTO_AUTH_AUTO, /* Basic if the server asks for Basic and not for Bearer */
	PROTO_AUTH_BEARER,
	PROTO_AUTH_BASIC,
};

/*
 * Writes the answer to get. username is used unless the request has its own. expires_s (seconds since
 * 1970) is left out if 0. authtype, credential and ephemeral go only to a caller that understands them.
 * b should be a BUF_SECRET; check buf_error.
 */
void proto_answer(struct buf *b, const struct proto_request *request, enum proto_auth auth,
		  const char *username, const struct secret *token, int64_t expires_s);

/* The answer that keeps git from asking a person. */
void proto_answer_quit(struct buf *b);

/* The answer to capability. */
void proto_answer_capability(struct buf *b);

#endif
