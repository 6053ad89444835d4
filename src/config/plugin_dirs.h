/* The directories that plugins may come from, as the configuration says. */
#pragma once

#include "base/err.h"

/* The compiled-in directory first, then each plugin-path once. */
struct plugin_dirs {
	char **list;
	size_t n;
};

/* Returns 0, or an error of the configuration. The caller clears it in both cases. */
int plugin_dirs_read(struct plugin_dirs *dirs, struct err *err);
void plugin_dirs_clear(struct plugin_dirs *dirs);
