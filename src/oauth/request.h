/* Requests as bytes: for a token (RFC 6749, 4.4.2), and about one (RFC 7009, 2.1; RFC 7662, 2.1). Pure. */
#ifndef CCRED_OAUTH_REQUEST_H
#define CCRED_OAUTH_REQUEST_H

#include "oauth/oauth.h"

/* Everything that is sent. */
struct token_request {
	bool basic; /* user and password go into the header; else they are in the form */
	struct buf form; /* BUF_SECRET */
	struct buf user, password; /* BUF_SECRET: as Basic takes them (RFC 7617), encoded already */
	bool encoded; /* the form encoding changed the id or the secret (RFC 6749, 2.3.1) */
};

/* Returns 0, EXIT_DATA (basic-encoding raw and an id with ':') or EXIT_OS. */
int token_request_make(const struct oauth_config *config, const struct oauth_metadata *metadata,
		       const struct secret *client_id, const struct secret *client_secret,
		       struct token_request *ret_request, struct err *err);

/*
 * A request about a token, which is an access token: to the endpoint of the operation (OAUTH_REVOKE or
 * OAUTH_INTROSPECT), with the credentials of a token request, by the methods that the metadata name for
 * this endpoint, else for the token endpoint. Returns as token_request_make.
 */
int token_op_make(const struct oauth_config *config, const struct oauth_metadata *metadata,
		  enum oauth_operation operation, const struct secret *client_id,
		  const struct secret *client_secret, const struct secret *token,
		  struct token_request *ret_request, struct err *err);
void token_request_clear(struct token_request *request);

#endif
