/* A request to an endpoint of the server, as one try sends it. */
#ifndef CCRED_OAUTH_REQUEST_H
#define CCRED_OAUTH_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "http/redact.h"

struct token_request {
	/* BUF_SECRET: the body, and the value of the header Authorization (empty: none). */
	struct buf form, authorization;
	/* The secrets in it: the server may repeat them, and they are not shown. */
	struct redact_list secrets;
	/* Advice for a person if the server refuses the client; NULL: none. */
	const char *hint;
};

/* Sets up an empty request. */
void request_begin(struct token_request *request);

/* Appends a field to the form. value NULL: nothing is appended. */
void request_put(struct token_request *request, const char *name, const char *value);
void request_put_bytes(struct token_request *request, const char *name, const void *value,
		       size_t len);

/* Whether a part did not fit into memory: then the request must not be sent. */
bool request_failed(const struct token_request *request);

/* Wipes and frees; NULL members are fine. */
void request_clear(struct token_request *request);

#endif
