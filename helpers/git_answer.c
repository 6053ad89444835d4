/* The answers of git's credential protocol, written out. */
#include "base/banned.h"
#include "helpers/git_answer.h"

void git_answer(struct buf *b, const struct git_request *request, enum git_auth auth,
		const char *username, const struct secret *token, int64_t expires_s)
{
	bool bearer = request->authtype;

	if (auth == GIT_AUTH_BASIC)
		bearer = false;
	else if (auth == GIT_AUTH_AUTO && request->www_basic && !request->www_bearer)
		bearer = false;

	/* Keeps the token out of git's own cache, also as a password: ccred has a cache. */
	if (request->authtype) {
		kv_put(b, "capability[]", "authtype");
		kv_put(b, "ephemeral", "1");
	}
	if (bearer) {
		kv_put(b, "authtype", "Bearer");
		kv_putn(b, "credential", token->data, token->len);
	} else {
		bool own = request->username != NULL && request->username[0] != '\0';
		kv_put(b, "username", own ? request->username : username);
		kv_putn(b, "password", token->data, token->len);
	}
	if (expires_s > 0)
		kv_put_int(b, "password_expiry_utc", expires_s);
}

void git_answer_quit(struct buf *b)
{
	kv_put(b, "quit", "1");
}

void git_answer_capability(struct buf *b)
{
	buf_puts(b, "version 0\ncapability authtype\n");
}
