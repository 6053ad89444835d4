/*
 * A request of git's credential protocol (git-credential(1)), taken apart. Pure: bytes in, struct out.
 */
#ifndef CCRED_HELPERS_GIT_REQUEST_H
#define CCRED_HELPERS_GIT_REQUEST_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/kv.h"

/* Strings point into the text; NULL: not sent. */
struct git_request {
	struct kv kv;
	/* Nothing at all was sent. */
	bool empty;
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
 * Parses the text (changed in place; it must outlive the request). Returns 0, or EXIT_DATA: a line that
 * kv_parse refuses; a target named by neither url=, nor protocol= and host=, nor profile=; a url= that
 * is malformed or decodes to a control byte. Of url= and the words it stands for, what comes last
 * counts, as git-credential(1) says; an empty key=[] resets the list of that key.
 */
int git_request_parse(struct buf *text, struct git_request *ret_request, struct err *err);

/* Frees what the request holds. */
void git_request_clear(struct git_request *request);

#endif
