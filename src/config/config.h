/*
 * Reading the configuration: from a question (a name, a URL, git's words) to the one profile that
 * answers it. ccred.config(5) is the reference of the format. Each file is read once a call.
 */
#pragma once

#include "config/profile.h"

/*
 * What is looked for: exactly one of name, url and host (with protocol) is set. But a name may
 * stand beside a URL or host: then the URL must be that profile's. None is set if the overlay makes
 * the profile alone.
 */
struct config_query {
	/* Of a profile. */
	const char *name;
	/* --tenant: only with name. Beside a URL it must be the URL's. */
	const char *tenant;
	/* As a person or url= gives it: percent-encoding is decoded once. */
	const char *url;
	/* git's words, which are decoded already; host may end in :port, and path is NULL if git
	 * sent none. */
	const char *protocol, *host, *path;
	/* Read in place of the user's configuration; NULL: that one. */
	const char *user_file;
	/* What is laid over the profile; NULL: nothing. */
	const struct overlay *overlay;
};

/* What config_find answers when it returns 0. */
enum config_match {
	CONFIG_FOUND,
	/* No target covers it: err says what an explicit caller should be told (78, with the
	 * nearest profile); git is told nothing. */
	CONFIG_NOT_OURS,
	/* git sent no path, and several profiles have a target on that origin: err has a hint,
	 * credential.useHttpPath. */
	CONFIG_AMBIGUOUS,
};

/*
 * Reads the user's configuration over the system's and finds the profile. Returns 0 and *ret_match
 * (and *ret_profile when FOUND, which the caller frees); or EXIT_CONFIG: an error in the matching
 * block, or outside every block, with its place and the nearest known word; EXIT_NOINPUT
 * (CCRED_CONFIG names a missing file); EXIT_DENIED (unsafe owner or mode); EXIT_OS. A missing
 * default file is an empty one. A query by name of an unknown profile is EXIT_CONFIG with the
 * nearest name. A profile with {tenant} needs a tenant: by name without one is EXIT_USAGE; so is a
 * tenant for a profile that has none, and a name beside a URL that is not that profile's.
 *
 * For a profile that the overlay makes alone only the system's configuration is read: where its
 * cache and its plugins are, and whether it allows that (ad-hoc); else that is EXIT_DENIED.
 */
int config_find(const struct config_query *query, enum config_match *ret_match,
		struct profile **ret_profile, struct err *err);

/*
 * Finds the profile that a word of a command line means: a URL that the caller wants to reach if it
 * has "://" in it, else a name; NULL: the overlay makes it alone. Returns as config_find, and
 * EXIT_CONFIG if no profile has a target for the URL.
 */
int config_find_word(const char *word, const char *tenant, const struct overlay *overlay,
		     struct profile **ret_profile, struct err *err);

/* Finds the profile once more, as it is configured now. Returns as config_find_word. */
int config_find_again(const struct profile *profile, struct profile **ret_profile, struct err *err);

/* All of the configuration. */
struct config;

/*
 * Reads it. Errors outside every block as config_find. *ret_config is set in any case but EXIT_OS
 * for no memory (then it is NULL): on failure it has the files up to the one that cannot be read.
 * The caller frees.
 */
int config_read(struct config **ret_config, struct err *err);
void config_free(struct config **config);

/* The place of the cache that the configuration names; NULL: the default one. */
const char *config_cache_dir(const struct config *config);

/*
 * All places that calls may have used: that one, the system's, which is also for calls without a
 * profile, and the default one, NULL. Each is there once. Returns how many.
 */
#define CONFIG_CACHE_DIRS 3
size_t config_cache_dirs(const struct config *config, const char *ret_dirs[CONFIG_CACHE_DIRS]);

/* One profile, for a list: strings live for the call. */
struct config_item {
	/* As written. If error is set, it may be empty or malformed. */
	const char *name;
	const char *file;
	unsigned line;
	/* As written, {profile} expanded, {tenant} kept. */
	const char *const *targets;
	size_t ntargets;
	/* NULL, or why the block is refused. */
	const struct err *error;
	/* NULL in it if the block is refused; fn may take it, leaving NULL. */
	struct profile **profile;
	/* It needs a tenant, and the profile is that of CONFIG_ANY_TENANT. */
	bool any_tenant;
};

/*
 * Calls fn for every profile in effect, the user's first, in the order of the files. Stops at a
 * nonzero return and returns it; or EXIT_OS. Returns 0 if there is none; then err says what a
 * person should be told.
 */
typedef int (*config_each_fn)(const struct config_item *item, void *arg);
int config_each(const struct config *config, config_each_fn fn, void *arg, struct err *err);

/* Calls fn for every file that was read: the user's first, in the order of reading. Stops at a
 * nonzero return and returns it. */
typedef int (*config_path_fn)(const char *path, void *arg);
int config_each_file(const struct config *config, config_path_fn fn, void *arg);

/* The directories that plugins may come from: the compiled-in one first, then each plugin-path
 * once. */
struct plugin_dirs {
	char **list;
	size_t n;
};

/* Returns 0, or an error of the configuration. The caller clears it in both cases. */
int plugin_dirs_read(struct plugin_dirs *dirs, struct err *err);
void plugin_dirs_clear(struct plugin_dirs *dirs);
