/* The caller's environment: what a profile takes from it, what helpers and commands get. */
#pragma once

#include "cache/cache.h"
#include "stack/bind.h"

/* bind_profile with the environment of this process, but for the variable instead, which may be
 * NULL. Values point into both. */
int environment_bind(const struct profile *profile, const struct variable *instead,
		     struct bound **ret_bound, struct err *err);

/*
 * The environment for a helper of ours, which has what it needs and nothing else, and for a
 * command, which has all but what is named in without, which ends with NULL; with these,
 * NAME=VALUE, in the place of others of their names; as execve(2) takes it. free() the array alone.
 * NULL: no memory.
 */
char **environment_for_helper(char *const *vars, size_t nvars);
char **environment_for_command(char *const *vars, size_t nvars, const char *const *without);
