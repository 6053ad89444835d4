/* The command that makes a key in a token (PKCS #11), where ccred makes none itself. */
#pragma once

#include "stack/bind.h"

/*
 * If the line names its key by a URI of RFC 7512, appends command=TEXT to the report: a pkcs11-tool
 * that makes the key that the URI names, for the algorithm (NULL: ES384). Returns false if it names
 * none.
 */
bool key_token_command(const struct line *line, const char *alg, struct buf *report);
