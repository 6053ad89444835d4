/*
 * Joins a profile with the descriptions of its lines' plugins: the names of variables among the
 * arguments, the environment variables that count, the text of the key in the cache; and, where a
 * source is about to run, the check of all this. The configuration knows no plugin, and a
 * description no profile.
 */
#pragma once

#include "base/limits.h"
#include "base/variable.h"
#include "config/profile.h"
#include "plugin/description.h"

/* One source line that runs a plugin. */
struct line {
	const struct source *source;
	/* NULL: there is none, or it cannot be read. */
	struct description *description;
	/* Of the source, but that {profile} and {tenant} in the name of a variable are written as
	 * in one. */
	const struct argument *args;
	size_t nargs;
	/* No directory has a description of the plugin. */
	bool missing;
	/* Why the line cannot run; NULL: it can, as far as was looked. */
	struct err *why;

	/* What args points to if it differs from the source's. */
	struct argument *own_args;
};

struct bound {
	const struct profile *profile;
	/* All lines that run a plugin, those of nested stacks in their place: in the order in which
	 * they run. The configuration refuses a profile with more. */
	struct line lines[LIMIT_STACK_LINES];
	size_t nlines;
	/* The environment variables that the lines depend on, each once; users are the lines, a bit
	 * each. */
	struct variable *variables;
	size_t nvariables;
};

/* The value of a variable, NULL if it is unset; it lives as long as the bound profile. Without such
 * a function no variable has a value. */
typedef const char *(*bind_value_fn)(const void *arg, const char *name);

/*
 * Reads the description of each line, checking the opened file alone, and collects the variables:
 * those that descriptions name, and those that options of the types variable and variable-prefix
 * name. A description that is missing or no good counts as one without variables: nothing else is
 * refused here, for this is done for each token that comes from the cache. The profile must outlive
 * it. Returns 0, or EXIT_OS, also if a description cannot be read for the moment.
 */
int bind_profile(const struct profile *profile, bind_value_fn value, const void *arg,
		 struct bound **ret_bound, struct err *err);

/* The same for a profile whose lines all run the plugin that this file describes. */
int bind_file(const struct profile *profile, const char *path, bind_value_fn value, const void *arg,
	      struct bound **ret_bound, struct err *err);

/* Frees and sets to NULL. NULL is fine. */
void bind_free(struct bound **bound);

/*
 * The rest of the check, for where a source is about to run and for who reports on profiles: a
 * plugin that is missing (but for -source), arguments that it does not take, and a line that would
 * give one tenant's secret to all tenants refuse the profile. A description that cannot be used, or
 * that names what cannot be used, makes its line broken: line->why. Returns 0, EXIT_CONFIG with the
 * place, or EXIT_OS.
 */
int bind_check(struct bound *bound, struct err *err);

/* The same for a profile that is not bound yet, and of which nothing runs. */
int bind_check_profile(const struct profile *profile, struct err *err);

/*
 * Writes every setting that may change the token or its use, one key=value line each (kv.h), in a
 * fixed order: profile_describe, and the lines with their controls, plugins and arguments. Two
 * profiles with equal text and equal variables get equal tokens. The cache makes its key of it.
 */
void bind_describe(const struct bound *bound, struct buf *b);

/* The bound line of a source; NULL: it is a nested stack. */
const struct line *bind_line(const struct bound *bound, const struct source *source);

/* Whether the line depends on the variable of this number. */
bool bind_uses(const struct bound *bound, const struct line *line, size_t variable);

/* The value of an argument of the line, empty for a bare word; NULL: it is not given. */
const char *bind_argument(const struct line *line, const char *name);

/* Gives an argument of the line another value. Returns 0 or EXIT_OS; the line's list of arguments
 * may be another one then. */
int bind_replace(struct line *line, const struct argument *argument, const char *value,
		 struct err *err);

/* Whether the line can sign with a key, as its description says. */
bool bind_signs(const struct line *line);

/* The argument of the line whose option has one of these flags; NULL: none. */
const struct argument *bind_flagged(const struct line *line, unsigned flags);

/* The argument that names the file of the line's private key; NULL: it names none. */
const struct argument *bind_key_file(const struct line *line);

/* Whether the line can store and erase secrets, as the description and its arguments say. */
bool bind_stores(const struct line *line);

/*
 * Whether the line keeps tenants apart: a given option that selects or replaces what is looked for
 * has {tenant} in its value; or the plugin keeps them apart, and no option is given that replaces
 * what it looks for.
 */
bool bind_separates_tenants(const struct line *line);

/* Appends where a person would look for the line's secret, as the options say that are locations.
 * Nothing if none is given, or if one depends on a tenant and tenant_known is false. */
void bind_location(const struct line *line, bool tenant_known, struct buf *b);
