/* From a block as text to a profile: defaults laid under it, values checked, stacks expanded. */
#ifndef CCRED_CONFIG_COMPOSE_H
#define CCRED_CONFIG_COMPOSE_H

#include "config/index.h"
#include "config/profile.h"

/*
 * Makes the profile of a block. tenant is what {tenant} stands for, NULL: it is not known. Returns 0;
 * EXIT_CONFIG for an error in the block, in the defaults or in a stack that it uses; EXIT_USAGE if it
 * needs a tenant and there is none, or the other way round; EXIT_OS.
 */
int compose_profile(const struct config *config, const struct block *block, const char *tenant,
		    struct profile **ret_profile, struct err *err);

#endif
