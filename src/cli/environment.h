/* The caller's environment: what a profile takes from it, and what is left of it for helpers. */
#ifndef CCRED_CLI_ENVIRONMENT_H
#define CCRED_CLI_ENVIRONMENT_H

#include "acquire/capture.h"

/* capture_new from the environment of this process. Values point into it. */
int environment_capture(const struct profile *profile, struct capture *ret_capture,
			struct err *err);

/* The environment without the captured variables, as execve(2) takes it; free() the array alone. NULL:
 * no memory. */
char **environment_without(const struct capture *capture);

#endif
