/* The server's words, made fit to be shown. */
#ifndef CCRED_HTTP_REDACT_H
#define CCRED_HTTP_REDACT_H

#include <stdbool.h>
#include <stddef.h>

#include "oauth/response.h"

/*
 * Copies words into out, with our secret and the token taken out in each form in which they were sent,
 * control bytes escaped, and cut short. Returns out. size is at least 8.
 */
char *clean_words(const struct response_context *context, const char *words, char *out,
		  size_t size);

/* Whether our secret, or the token, is in words in one of these forms; true without memory to look. */
bool clean_needed(const struct response_context *context, const char *words);

/* What stands in the place of a secret. */
#define CLEAN_HIDDEN "[hidden]"

#endif
