/* Finding the description of a plugin by the plugin's name. */
#pragma once

#include "plugin/description.h"

/*
 * Reads NAME.plugin of the first directory that has such a file: of system_dir, else of dirs in their
 * order. Returns 0, EXIT_NOINPUT if no directory has it, or as description_read for the first one.
 * EXIT_CONFIG too if name is none, or if the description gives the plugin another one.
 */
int find_description(const char *name, const char *system_dir, char *const *dirs, size_t ndirs,
		     struct description **ret_description, struct err *err);

/* Reads the description of this plugin at this path. Returns as find_description. */
int find_file(const char *path, const char *name, struct description **ret_description,
	      struct err *err);

/* The NAME in a path that ends with NAME.plugin, as a new string. NULL: the path has another form, or there
 * is no memory. */
char *find_name_of(const char *path);
