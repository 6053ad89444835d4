/* From a block as text to a profile: defaults laid under it, values checked, stacks expanded. */
#ifndef CCRED_CONFIG_RESOLVE_H
#define CCRED_CONFIG_RESOLVE_H

#include "config/expand.h"
#include "config/index.h"
#include "config/keys.h"
#include "config/profile.h"

/* A profile in the making. */
struct resolve {
	const struct config *config;
	const struct scope *scope; /* of the profile */
	struct profile *profile;
	struct expand expand;
	bool uses_tenant;
	struct location literal_target; /* the first target without {tenant}; file NULL: none */
	unsigned stack_lines; /* expanded so far */
	struct {
		unsigned layer; /* 0: not given; else the block's number, from the profile up */
		struct location at;
	} given[N_KEYS];
};

/*
 * Makes the profile of a block. tenant is what {tenant} stands for, NULL: it is not known. Returns 0;
 * EXIT_CONFIG for an error in the block, in the defaults or in a stack that it uses; EXIT_USAGE if it
 * needs a tenant and there is none, or the other way round; EXIT_OS.
 */
int resolve_profile(const struct config *config, const struct scope *scope,
		    const struct block *block, const char *tenant, struct profile **ret_profile,
		    struct err *err);

#endif
