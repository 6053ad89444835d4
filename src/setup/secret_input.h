/* A client secret, and an id with it, on stdin. */
#ifndef CCRED_SETUP_SECRET_INPUT_H
#define CCRED_SETUP_SECRET_INPUT_H

#include <stdbool.h>

#include "base/credential.h"

/*
 * Reads client_id= (which may be missing) and client_secret=, a line each. With bare, the secret
 * alone in one line will do, too. Returns 0, EXIT_DATA, EXIT_IO or EXIT_OS. The caller clears b.
 */
int secret_input_read(bool bare, struct credential *b, struct err *err);

#endif
