/* What of the caller's environment goes on to plugins and to ccred's own helpers. */
#pragma once

/*
 * The variables that plugins, and the programs that they run, find in their environment beside
 * those of their line; all else stays with the caller. The names end with NULL, and are not more
 * than INHERIT_MAX.
 */
extern const char *const inherit_by_plugins[];
#define INHERIT_MAX 16

/*
 * The value of a variable in the environment of this process, NULL if it is unset. HOME and XDG_*
 * count as unset if they name a directory that belongs neither to root nor to the user, or a missing
 * one that somebody else could make: what lies there, such as the configuration of a program that a
 * plugin runs, is somebody else's. A bind_value_fn, which needs no argument.
 */
const char *inherit_value(const void *unused, const char *name);
