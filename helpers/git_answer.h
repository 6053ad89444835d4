/* The answers of git's credential protocol (git-credential(1)), written out. Pure. */
#ifndef CCRED_HELPERS_GIT_ANSWER_H
#define CCRED_HELPERS_GIT_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/secret.h"
#include "config/profile.h"
#include "helpers/git_request.h"

/*
 * Writes the answer to get. With GIT_AUTH_AUTO the token is a password if the server asks for Basic and
 * not for Bearer. username is used unless the request has its own. expires_s (seconds since 1970) is
 * left out if 0. Only a caller that understands authtype, credential and ephemeral gets them. b should
 * be a BUF_SECRET; check buf_error.
 */
void git_answer(struct buf *b, const struct git_request *request, enum git_auth auth,
		const char *username, const struct secret *token, int64_t expires_s);

/* The answer that keeps git from asking a person. */
void git_answer_quit(struct buf *b);

/* The answer to capability. */
void git_answer_capability(struct buf *b);

#endif
