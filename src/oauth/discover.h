/* Discovery: finds the endpoints of an authorization server (RFC 8414, OpenID Connect Discovery,
 * SMART). */
#pragma once

#include "oauth/oauth.h"

/* One document that discovery looked for, and how that went. */
struct oauth_document {
	const char *url;
	/* It was in the store, and no server was asked. */
	bool kept;
	/* Of the answer; 0: none. */
	long status;
	int64_t took_ms;
	bool used;
	/* In words. */
	const char *outcome;
	struct http_date date;
};
typedef void (*oauth_document_fn)(const struct oauth_document *document, void *arg);

/* The functions that the caller gives to discovery. Each may be NULL. */
struct oauth_store {
	/* A place where metadata are kept between processes. */
	bool (*get)(void *arg, const char *key, struct buf *ret_document);
	void (*put)(void *arg, const char *key, const void *data, size_t len);
	void *arg;
	/* Is told of each document. */
	oauth_document_fn told;
	void *told_arg;
};

/*
 * Finds the token endpoint and checks it against issuer and allowed origins, with tries and backoff
 * until deadline_ms. Returns 0, or 68, 69, 75, 76, 77, 78 and *ret_problem.
 */
int oauth_discover(const struct oauth_config *config, const struct oauth_store *store,
		   int64_t deadline_ms, struct oauth_metadata *ret_metadata,
		   struct oauth_problem *ret_problem, struct err *err);
