/* The plugin of a request: its description, read again and checked, and the module or program that
 * it names. */
#pragma once

#include "ccred-plugin.h"
#include "plugin/description.h"

struct argument;

struct runnable {
	struct description *description;
	/* The module or the program, without links; or the path of a program as the line gives it;
	 * NULL: it does not. */
	char *path;
	/* The arguments of the program, from its path on; ends with NULL. They point into path, the
	 * description and the line's arguments. */
	const char **argv;
	/* What the plugin offers with these arguments: enum offer, as bits. */
	unsigned offers;
	/* The module; NULL: it is a program. */
	const struct ccred_plugin *module;
};

/*
 * Reads the description at this path, and checks it and what it names, the whole way. Then a module
 * is loaded by a path that holds no links: constructors run now, and never before. What it exports
 * is checked: size, minor, pointers, its name, and that it has the functions which the description
 * offers. It stays loaded until the process ends. Returns 0, EXIT_CONFIG, or as check_file.
 * *ret_runnable must be { 0 } before. It is never freed: the process ends after one call.
 */
int runnable_load(const char *path, const struct argument *args, size_t nargs,
		  struct runnable *ret_runnable, struct err *err);
