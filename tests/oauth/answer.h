/* An answer of a server to a plain request, for the tests that read answers. */
#ifndef CCRED_TESTS_OAUTH_ANSWER_H
#define CCRED_TESTS_OAUTH_ANSWER_H

#include "base/limits.h"
#include "oauth/response.h"

#include <check.h>
#include <string.h>

/* Everything that response_read is given, and what it returned. */
struct answer {
	struct oauth_config config;
	struct oauth_metadata metadata;
	struct secret *id, *secret;
	struct token_request request;
	struct http_reply reply;

	int code;
	struct oauth_token token;
	struct oauth_problem problem;
	struct err err;
};

/* Of a client "demo", with the secret "s3cret-demo". */
static inline void answer_begin(struct answer *a)
{
	*a = (struct answer){ .reply = HTTP_REPLY_INIT };
	ck_assert_int_eq(secret_new("demo", 4, &a->id), 0);
	ck_assert_int_eq(secret_new("s3cret-demo", 11, &a->secret), 0);
}

static inline void answer_read(struct answer *a, long status, const void *body, size_t len)
{
	struct response_context context = { &a->config, &a->metadata, &a->request, a->id,
					    a->secret };

	token_request_clear(&a->request);
	oauth_token_clear(&a->token);
	ck_assert_int_eq(token_request_make(&a->config, &a->metadata, a->id, a->secret, &a->request,
					    &a->err),
			 0);
	a->reply.status = status;
	buf_reset(&a->reply.body);
	buf_put(&a->reply.body, body, len);
	a->err = (struct err){ 0 };
	a->problem = (struct oauth_problem){ 0 };
	a->code = response_read(&context, &a->reply, &a->token, &a->problem, &a->err);
	/* Set on success only, and an error has a text. */
	ck_assert((a->token.token != NULL) == (a->code == 0));
	ck_assert((a->err.text[0] != '\0') == (a->code != 0));
	ck_assert_int_eq(a->err.code, a->code);
}

static inline void answer_end(struct answer *a)
{
	token_request_clear(&a->request);
	oauth_token_clear(&a->token);
	http_reply_clear(&a->reply);
	secret_free(&a->id);
	secret_free(&a->secret);
}

#endif
