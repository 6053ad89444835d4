/* What a value may hold besides itself: {profile}, {tenant}, and ~ at the start of a path. */
#ifndef CCRED_CONFIG_EXPAND_H
#define CCRED_CONFIG_EXPAND_H

#include <stdbool.h>

#include "base/location.h"

struct expand {
	const char *profile;
	const char *tenant; /* NULL: {tenant} is kept as it is */
	bool as_variable; /* the value goes into a variable's name: upper case, '-' and '.' as '_' */
};

/*
 * Expands {profile} and {tenant}; the caller frees *ret_text. *ret_tenant is set to true if {tenant}
 * was there, and else left alone. Another word in braces is EXIT_CONFIG with the nearest one; braces
 * around anything else are kept. EXIT_OS.
 */
int expand_text(const struct expand *e, const char *text, const struct location *at,
		char **ret_text, bool *ret_tenant, struct err *err);

/* Replaces "~" and "~/..." by HOME; the caller frees. Other text is copied. EXIT_CONFIG if it is needed
 * and HOME is not usable (fs_user_dir). */
int expand_home(const char *text, const struct location *at, char **ret_text, struct err *err);

/* The same for a path that must be absolute then; key is the key that it is the value of. */
int expand_path(const char *text, const char *key, const struct location *at, char **ret_path,
		struct err *err);

#endif
