/* Finding the description of a plugin by the plugin's name. */
#pragma once

#include "plugin/description.h"

/*
 * Reads NAME.plugin of the first directory that has such a file: of system_dir, else of dirs in their order. Returns 0,
 * or as find_file for the first one. If no directory has it, that is EXIT_NOINPUT; if name is none, EXIT_CONFIG.
 */
int find_description(const char *name, const char *system_dir, char *const *dirs, size_t ndirs,
		     struct description **ret_description, struct err *err);

/*
 * Opens the file, checks what it got (fs_open, FS_CONFIG), and reads the description of this plugin. Who is about to run a
 * plugin checks the directories on the way, too: check.h. Returns 0, EXIT_NOINPUT if it does not exist, EXIT_DENIED,
 * EXIT_DATA if it is too long, EXIT_CONFIG too if the plugin calls itself another name, or as description_parse.
 */
int find_file(const char *path, const char *name, struct description **ret_description,
	      struct err *err);

/* The NAME in a path that ends with NAME.plugin, as a new string. NULL: the path has another form, or there
 * is no memory. */
char *find_name_of(const char *path);
