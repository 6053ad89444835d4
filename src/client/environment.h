/* The caller's environment: what a profile takes from it, what is left for helpers, what commands
 * get. */
#pragma once

#include "cache/cache.h"
#include "stack/bind.h"

/* bind_profile with the environment of this process. Values point into it. */
int environment_bind(const struct profile *profile, struct bound **ret_bound, struct err *err);

/* The environment for a helper or a command, without the variables that only lines may see
 * (bind_keeps_variable; bound may be NULL), and with these, NAME=VALUE, in the place of others of
 * their names; as execve(2) takes it. free() the array alone. NULL: no memory. */
char **environment_make(const struct bound *bound, char *const *vars, size_t nvars);
