/* A token in the form that its reader wants, with what it takes to present it if it is bound. */
#pragma once

#include "base/token_format.h"
#include "client/client.h"

/*
 * Appends the token. The lines for curl(1) present the certificate that it is bound to: certificate
 * and key of the first source line that names them, as the flags of its options say
 * (ccred-plugin(3)), by the paths or the URI that stand there. Returns 0, EXIT_CONFIG if no line
 * names them, or as environment_bind.
 */
int present_token(const struct profile *profile, const struct obtained *token,
		  enum token_format format, struct buf *b, struct err *err);
