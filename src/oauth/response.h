/* The answer to a token request, read strictly (RFC 6749, 5.1 and 5.2): pure. */
#ifndef CCRED_OAUTH_RESPONSE_H
#define CCRED_OAUTH_RESPONSE_H

#include "http/http.h"
#include "oauth/oauth.h"
#include "oauth/request.h"

/* What an answer is read against. */
struct response_context {
	const struct oauth_config *config;
	const struct oauth_metadata *metadata;
	const struct token_request *request;
	const struct secret *client_id, *client_secret;
	const struct secret *token; /* that the request was about; NULL: it was for one */
};

/*
 * Reads the answer. Returns 0 and the token (asked is the caller's to set), or the exit code of the
 * row of the error table that it falls under, with its message.
 */
int response_read(const struct response_context *context, const struct http_reply *reply,
		  struct oauth_token *ret_token, struct oauth_problem *ret_problem,
		  struct err *err);

#endif
