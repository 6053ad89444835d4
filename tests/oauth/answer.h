/* An exchange with a server, without the server: for the tests that make requests and read
 * answers. */
#pragma once

#include "base/limits.h"
#include "oauth/response.h"

#include <check.h>
#include <string.h>

/* Everything that response_read is given, and what it returned. */
struct answer {
	struct oauth_config config;
	struct oauth_metadata metadata;
	struct credential credential;
	struct oauth_exchange x;

	int code;
	struct oauth_token token;
	struct oauth_problem problem;
	struct err err;
};

static inline void answer_item(struct answer *a, int item, const char *value)
{
	ck_assert_int_eq(credential_set(&a->credential, item, value, strlen(value), NULL, NULL), 0);
}

/* Of a client "demo", with the secret "s3cret-demo". */
static inline void answer_begin(struct answer *a)
{
	*a = (struct answer){ .x = { .reply = HTTP_REPLY_INIT } };
	a->metadata.endpoints[OAUTH_GRANT].url = strdup("https://as.example/token");
	answer_item(a, ITEM_CLIENT_ID, "demo");
	answer_item(a, ITEM_CLIENT_SECRET, "s3cret-demo");
}

/* Chooses the method for a request; token NULL: for a token. Returns as auth_choose. */
static inline int answer_choose(struct answer *a, enum oauth_operation operation,
				const struct secret *token)
{
	struct oauth_exchange *x = &a->x;

	x->attempt = (struct auth_attempt){ &a->config, &a->metadata, operation, &a->credential };
	x->token = token;
	return auth_choose(&x->attempt, &x->method, &a->err);
}

/* The same, and makes the request as a try does. Returns as exchange_make. */
static inline int answer_make(struct answer *a, enum oauth_operation operation,
			      const struct secret *token)
{
	int r = answer_choose(a, operation, token);

	return r != 0 ? r : exchange_make(&a->x, &a->err);
}

static inline void answer_read(struct answer *a, long status, const void *body, size_t len)
{
	struct http_reply *reply = &a->x.reply;

	oauth_token_clear(&a->token);
	ck_assert_int_eq(answer_make(a, OAUTH_GRANT, NULL), 0);
	reply->status = status;
	buf_reset(&reply->body);
	buf_put(&reply->body, body, len);
	a->err = (struct err){ 0 };
	a->problem = (struct oauth_problem){ 0 };
	a->code = response_read(&a->x, &a->token, &a->problem, &a->err);
	/* Set on success only, and an error has all its parts. */
	ck_assert((a->token.token != NULL) == (a->code == 0));
	ck_assert((a->err.text[0] != '\0') == (a->code != 0));
	ck_assert((a->err.reason[0] != '\0') == (a->code != 0));
	ck_assert_int_eq(a->err.code, a->code);
}

static inline void answer_end(struct answer *a)
{
	exchange_clear(&a->x);
	oauth_token_clear(&a->token);
	oauth_metadata_clear(&a->metadata);
	credential_clear(&a->credential);
}
