/* Who could change a plugin: the whole way to its description, and to what that names. */
#pragma once

#include "plugin/description.h"

/*
 * Checks the description's file and what it names (fs_check_path), for where a plugin is about to run, and for
 * who lists plugins. A relative path starts in the folder where the description really lies. *ret_resolved
 * (may be NULL; the caller frees) is the path of the module or the program, without links; NULL: the line
 * itself names the program. Returns 0, EXIT_CONFIG (what it names is missing, or no regular file, or no
 * program), EXIT_DENIED, EXIT_NOINPUT (the description is gone) or EXIT_OS.
 */
int check_plugin(const struct description *d, char **ret_resolved, struct err *err);

/* Checks the way to the description at path, reads it, and checks what it names. Returns as find_file and
 * check_plugin. */
int check_file(const char *path, struct description **ret_description, char **ret_resolved,
	       struct err *err);
