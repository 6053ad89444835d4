/* The forms in which a token is written for its reader. */
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "base/secret.h"
#include "base/token_binding.h"

/* Their words, in this order, are TOKEN_FORMAT_WORDS. */
enum token_format {
	/* The bare token. */
	TOKEN_FORMAT_TOKEN,
	/* A header line. */
	TOKEN_FORMAT_HEADER,
	/* What curl(1) takes as its configuration. */
	TOKEN_FORMAT_CURL,
	/* As a server answers. */
	TOKEN_FORMAT_JSON,
	/* An object of headers. */
	TOKEN_FORMAT_HEADERS_JSON,
};
#define TOKEN_FORMAT_WORDS "token", "header", "curl", "json", "headers-json"

/* The format of one of the words. */
enum token_format token_format_of(const char *word);

/* Appends the token, without the end of the line. expires_s: seconds since 1970, 0: not known.
 * scope: NULL: not known. */
void token_format_put(struct buf *b, enum token_format format, const struct secret *token,
		      int64_t expires_s, const char *scope);

/* The same for a token that is bound. proof is that of the request with which it is sent, if it is
 * bound to a key (RFC 9449). NULL: there is none; then only the bare token and JSON make sense. */
void token_format_put_bound(struct buf *b, enum token_format format, enum token_binding binding,
			    const struct secret *token, int64_t expires_s, const char *scope,
			    const char *proof);

/* Whether a text begins as one of the forms of a Bearer token does, or is one word, or nothing. */
bool token_format_is(const struct buf *text);

/* Whether a text in one of the forms has this token. */
bool token_format_has(const struct buf *text, const void *token, size_t len);
