/* Checking the arguments of a line against the table of options that a plugin declares. */
#ifndef CCRED_PLUGIN_OPTIONS_H
#define CCRED_PLUGIN_OPTIONS_H

#include <stddef.h>

#include "base/err.h"
#include "ccred-plugin.h"

/*
 * Unknown names (with the nearest known one), missing required ones, values that do not fit their
 * type, and a name given twice are EXIT_CONFIG. options may be NULL: none are taken.
 */
int options_check(const struct ccred_option *options, const struct ccred_arg *args, size_t nargs,
		  struct err *err);

/* Its two halves: what is given, and the first required option that is not (NULL: none). */
int options_check_given(const struct ccred_option *options, const struct ccred_arg *args,
			size_t nargs, struct err *err);
const struct ccred_option *options_missing(const struct ccred_option *options,
					   const struct ccred_arg *args, size_t nargs);

/* As options_check for a plugin that comes with ccred, by its name, values included; 0 for any other. */
int options_check_builtin(const char *plugin, const struct ccred_arg *args, size_t nargs,
			  struct err *err);

#endif
