/*
 * A request of git's credential protocol (git-credential(1)), taken apart, and the answer to it. Pure.
 */
#pragma once

#include "base/kv.h"
#include "base/secret.h"
#include "config/profile.h"

/* Strings point into the text; NULL: not sent. */
struct git_request {
	struct kv kv;
	/* An empty host, or a protocol other than http and https: no profile can have it. */
	bool foreign;
	const char *profile;
	/* As sent, if url= names the target. */
	const char *url;
	const char *protocol, *host, *path;
	const char *username;
	/* password=, or credential=. */
	const char *token;
	/* capability[]=authtype was sent. */
	bool authtype;
	/* The schemes that wwwauth[] offers. */
	bool www_basic, www_bearer;
};

/*
 * Parses the text (changed in place; it must outlive the request) into a request that is { 0 }. Returns 0, or
 * EXIT_DATA: a line that kv_parse refuses; a target named by neither url=, nor protocol= and host=, nor profile=; a
 * url= that is malformed or decodes to a control byte. Of url= and the words it stands for, what comes last
 * counts, as git-credential(1) says; an empty key=[] resets the list of that key. The caller frees its kv in
 * both cases.
 */
int git_request_parse(struct buf *text, struct git_request *request, struct err *err);

/*
 * Writes the answer to get. With GIT_AUTH_AUTO the token is a password if the server asks for Basic and
 * not for Bearer. username is used unless the request has its own. expires_s (seconds since 1970) is
 * left out if 0. Only a caller that understands authtype, credential and ephemeral gets them. b should
 * be a BUF_SECRET; check buf_error.
 */
void git_answer(struct buf *b, const struct git_request *request, enum git_auth auth,
		const char *username, const struct secret *token, int64_t expires_s);
