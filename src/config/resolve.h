/* A profile in the making: what the files share that read its lines. */
#pragma once

#include "base/url.h"
#include "config/expand.h"
#include "config/key.h"
#include "config/profile.h"
#include "config/scan.h"

enum {
	LAYER_OVERLAY = 1,
	LAYER_PROFILE,
};

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
	/* token-file has no {tenant}. */
	bool token_file_shared;
	/* Source lines that were expanded so far. */
	unsigned stack_lines;
	struct {
		/* 0: not given; LAYER_OVERLAY; LAYER_PROFILE; then the defaults below it. */
		unsigned layer;
		struct location at;
	} given[N_KEYS];
};

/*
 * Makes the profile of a block: the overlay laid over it and defaults under it, values checked,
 * stacks expanded. The profile keeps a copy of the overlay, which may be NULL. tenant is what {tenant} stands for, NULL: it is not known. Returns 0; EXIT_CONFIG for an error in the
 * block, in the defaults or in a stack that it uses; EXIT_USAGE if it needs a tenant and there is
 * none, or the other way round; EXIT_OS.
 */
int compose_profile(const struct config *config, const struct block *block,
		    const struct overlay *overlay, const char *tenant, struct profile **ret_profile,
		    struct err *err);

/* Checks the values of a line and puts them into r->profile (settings.c). Returns 0, EXIT_CONFIG or
 * EXIT_OS. */
int setting_apply(struct resolve *r, const struct key_line *line, struct err *err);

/* The same for a "source" or "-source" line, which is appended to the profile's stack
 * (sources.c). */
int sources_add(struct resolve *r, const struct key_line *line, struct err *err);

/* value.c: checking and expanding the values of a line. Each function returns 0, EXIT_CONFIG with
 * the place, or EXIT_OS. */

/* Refuses a value: "KEY WHY". */
int value_fault(const struct key_line *line, size_t value, const char *why, struct err *err);

/* The line's only value, which may not be empty. */
int value_one(const struct key_line *line, const char **ret_text, struct err *err);

/* The same, with {profile} and {tenant} expanded; the caller frees. */
int value_text(struct resolve *r, const struct key_line *line, char **ret_text, struct err *err);

/* The same: the value is one of a NULL-terminated list of words. */
int value_word(const struct key_line *line, const char *const *words, unsigned *ret_index,
	       struct err *err);

/* The same: a whole number from min to max of the key. */
int value_number(const struct key_line *line, unsigned *ret_value, struct err *err);

/*
 * Checks a URL that is expanded: it is https, or http to a loopback host with allow-http-loopback;
 * it has no userinfo and no fragment, and a query only if the rule allows that. ret_url may be
 * NULL.
 */
int value_url(const struct resolve *r, const struct key_line *line, const char *text,
	      enum url_rule rule, struct url **ret_url, struct err *err);

/* An absolute path, with ~, {profile} and {tenant} expanded; the caller frees. */
int value_path(struct resolve *r, const struct key_line *line, char **ret_path, struct err *err);
