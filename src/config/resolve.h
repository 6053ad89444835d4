/* A profile in the making: what the files share that read its lines. */
#pragma once

#include "config/expand.h"
#include "config/key.h"
#include "config/profile.h"
#include "config/scan.h"

struct resolve {
	/* NULL: a line is only checked (edit.h). */
	const struct config *config;
	/* Of the profile. */
	const struct scope *scope;
	struct profile *profile;
	struct expand expand;
	bool uses_tenant;
	/* The first target without {tenant}; file NULL: none. */
	struct location literal_target;
	/* Source lines that were expanded so far. */
	unsigned stack_lines;
	struct {
		/* 0: not given; 1: by the profile; then by the defaults below it. */
		unsigned layer;
		struct location at;
	} given[N_KEYS];
};

/*
 * Makes the profile of a block: defaults laid under it, values checked, stacks expanded. tenant is what {tenant}
 * stands for, NULL: it is not known. Returns 0; EXIT_CONFIG for an error in the block, in the defaults or in a stack
 * that it uses; EXIT_USAGE if it needs a tenant and there is none, or the other way round; EXIT_OS.
 */
int compose_profile(const struct config *config, const struct block *block, const char *tenant,
		    struct profile **ret_profile, struct err *err);

/* Checks the values of a line and puts them into r->profile (settings.c). Returns 0, EXIT_CONFIG or EXIT_OS. */
int setting_apply(struct resolve *r, const struct key_line *line, struct err *err);

/* The same for a "source" or "-source" line, which is appended to the profile's stack (sources.c). */
int sources_add(struct resolve *r, const struct key_line *line, struct err *err);
