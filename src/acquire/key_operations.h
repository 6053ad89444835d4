/* The operations of ccred key. */
#pragma once

#include "acquire/acquisition.h"

/* Each returns 0 with its lines in acquired->report (acquire/wire.h), or an exit code. */

/* What each line that signs says of its key, and of the next one beside it. */
int key_show(struct acquisition *a, struct acquired *acquired, struct err *err);

/* Makes the key of the first line that names a file for it, unless it has one. */
int key_new(struct acquisition *a, struct acquired *acquired, struct err *err);

/*
 * Makes the next key of that line. If there is one, proves it with a token request, and puts it in
 * the place of the old one. One of the two is a working key at each moment.
 */
int key_rotate(struct acquisition *a, struct acquired *acquired, struct err *err);
