/* A module with a credential source: loading it, and the checks of what it exports. */
#ifndef CCRED_SOURCE_MODULE_H
#define CCRED_SOURCE_MODULE_H

#include "base/err.h"
#include "ccred-plugin.h"

/*
 * Loads the module by a path that was checked (plugin/check.h) and holds no links; constructors run now, and never
 * before. Then its struct is checked: size, minor, pointers, and its name. The module stays loaded until the process
 * ends. Returns 0 or EXIT_CONFIG.
 */
int module_load(const char *path, const char *name, const struct ccred_plugin **ret_plugin,
		struct err *err);

#endif
