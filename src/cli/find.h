/* The profile that a command line means. */
#ifndef CCRED_CLI_FIND_H
#define CCRED_CLI_FIND_H

#include "cli/args.h"
#include "config/config.h"

/* Finds the profile of the first argument and of --tenant, and sets context->about. Returns as
 * config_find_word. */
int find_profile(const struct args *args, struct command_context *context,
		 struct profile **ret_profile, struct err *err);

/*
 * The same for a command that can do without a tenant. If the profile needs one and none is
 * given, the profile is that of CONFIG_ANY_TENANT, and *ret_any is true.
 */
int find_any_tenant(const struct args *args, struct command_context *context,
		    struct profile **ret_profile, bool *ret_any, struct err *err);

#endif
