/* Loading a plugin: the checks before dlopen(3), and those of what it exports. */
#ifndef CCRED_SOURCE_LOAD_H
#define CCRED_SOURCE_LOAD_H

#include "base/err.h"
#include "ccred-plugin.h"

/*
 * Checks the file as plugin_check_file does, loads it (constructors run now: never before), and checks
 * the struct: size, minor, pointers, and that its name is the file's. The plugin stays loaded until the
 * process ends. Returns 0, or EXIT_CONFIG or EXIT_DENIED with the reason.
 */
int load_plugin(const char *path, const struct ccred_plugin **ret_plugin, struct err *err);

#endif
