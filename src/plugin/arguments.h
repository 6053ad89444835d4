/* The arguments of a source line against the options that its plugin's description has. */
#pragma once

#include "base/argument.h"
#include "base/location.h"
#include "plugin/description.h"

/*
 * Checks the arguments: a name that no option takes (with the nearest one that there is), a value
 * that does not fit the option's type, a name that is given twice, a required option that is
 * missing. at is the place of the plugin's name in the line. Returns 0, or EXIT_CONFIG with the
 * place.
 */
int arguments_check(const struct description *d, const struct argument *args, size_t nargs,
		    const struct location *at, struct err *err);

/* What the plugin offers on a line with these arguments, as bits: store and erase are offered only
 * where the option that enables them, if there is one, is yes. */
unsigned arguments_offers(const struct description *d, const struct argument *args, size_t nargs);

/* The first required option that no argument gives; NULL: none. */
const struct plugin_option *arguments_missing(const struct description *d,
					      const struct argument *args, size_t nargs);

/* The value of the first argument of this name, empty for a bare word; NULL: it is not given. */
const char *arguments_value(const struct argument *args, size_t nargs, const char *name);
