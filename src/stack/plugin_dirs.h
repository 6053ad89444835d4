/* The plugins that are installed, in the directories that the configuration allows. */
#ifndef CCRED_STACK_PLUGIN_DIRS_H
#define CCRED_STACK_PLUGIN_DIRS_H

#include <stddef.h>

#include "base/err.h"

/* Where plugins may come from: the compiled-in directory first, then each plugin-path once. */
struct plugin_dirs {
	char **list;
	size_t n;
};

/* Returns 0, or an error of the configuration. The caller clears it in both cases. */
int plugin_dirs_read(struct plugin_dirs *dirs, struct err *err);
void plugin_dirs_clear(struct plugin_dirs *dirs);

#endif
