/*
 * Reading the configuration: from a question (a name, a URL, git's words) to the one profile that
 * answers it. ccred.config(5) is the reference of the format.
 *
 * Files are read through a fixed buffer, and only what matches is kept.
 */
#ifndef CCRED_CONFIG_CONFIG_H
#define CCRED_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "config/profile.h"

/* What is looked for: exactly one of name, url and host (with protocol) is set, but for name beside a
 * URL or host: then the URL must be that profile's. */
struct config_query {
	const char *name; /* of a profile */
	const char *tenant; /* --tenant; only with name, and beside a URL the same as the URL's */
	const char *url; /* as a person or url= gives it: percent-encoding is decoded once */
	const char *protocol; /* git's words: decoded already */
	const char *host; /* host[:port] */
	const char *path; /* NULL: git did not send one */
	const char *user_file; /* read in place of the user's configuration; NULL: that one */
};

/* What config_find answers when it returns 0. */
enum config_match {
	CONFIG_FOUND,
	CONFIG_NOT_OURS, /* no target covers it; err holds what an explicit caller should be told (78,
			    with the nearest profile), git is told nothing */
	CONFIG_AMBIGUOUS, /* git sent no path and several profiles have a target on that origin; err
			     holds the hint: credential.useHttpPath */
};

/*
 * The user's configuration file: $CCRED_CONFIG (then *ret_named), or the default one. *ret_file is NULL if
 * there is no place for it; the caller frees. Returns 0 or EXIT_OS.
 */
int config_user_file(char **ret_file, bool *ret_named, struct err *err);

/*
 * Reads the user's configuration over the system's and finds the profile. Returns 0 and *ret_match
 * (and *ret_profile when FOUND, which the caller frees), or EXIT_CONFIG (an error in the matching
 * block, or outside every block: "file:line:column: message", with the nearest known word), or
 * EXIT_NOINPUT (CCRED_CONFIG names a missing file), EXIT_DENIED (unsafe owner or mode), EXIT_OS.
 * A missing default file is an empty one. A query by name of an unknown profile is EXIT_CONFIG with
 * the nearest name. {tenant} profiles need a tenant: by name without one is EXIT_USAGE; so is a tenant for
 * a profile that has none, and a name beside a URL that is not that profile's. err may be NULL.
 */
int config_find(const struct config_query *query, enum config_match *ret_match,
		struct profile **ret_profile, struct err *err);

/*
 * Finds the profile that a word of a command line means: a URL that the caller wants to reach if it has
 * "://" in it, else a name. Returns as config_find, and EXIT_CONFIG if no profile has a target for the URL.
 */
int config_find_word(const char *word, const char *tenant, struct profile **ret_profile,
		     struct err *err);

/* What stands for a tenant where none is known. */
#define CONFIG_ANY_TENANT "tenant"

/* One profile, for a list: strings live for the call. */
struct config_item {
	const char *name; /* as written; may be empty or malformed if error is set */
	const char *file;
	unsigned line;
	const char *const *targets; /* as written, {profile} expanded, {tenant} kept */
	size_t ntargets;
	const char *error; /* NULL, or why the block is refused */
	struct profile **profile; /* NULL in it if it is refused; fn may take it, leaving NULL */
	bool any_tenant; /* it needs a tenant, and the profile is that of CONFIG_ANY_TENANT */
};

/*
 * Calls fn for every profile in effect, the user's first, in the order of the files. Stops at a
 * nonzero return and returns it. Errors outside every block as config_find. Returns 0 if there is
 * none; then err holds what a person should be told.
 */
typedef int (*config_each_fn)(const struct config_item *item, void *arg);
int config_each(config_each_fn fn, void *arg, struct err *err);

/*
 * Calls fn for every directory of plugin-path, the user's first, in the order of the files; as config_each,
 * but errors in blocks count for nothing.
 */
typedef int (*config_dir_fn)(const char *dir, void *arg);
int config_each_plugin_dir(config_dir_fn fn, void *arg, struct err *err);

/*
 * Calls fn for every file that is read, the user's first, in the order of reading, up to one that cannot
 * be; as config_each_plugin_dir.
 */
typedef int (*config_file_fn)(const char *file, void *arg);
int config_each_file(config_file_fn fn, void *arg, struct err *err);

#endif
