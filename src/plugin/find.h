/* Finding the description of a plugin by the plugin's name, and checking who could change the
 * plugin. */
#pragma once

#include "base/limits.h"
#include "plugin/description.h"

/*
 * Reads NAME.plugin of the first directory that has such a file: of system_dir, else of dirs in
 * their order. Returns 0, or as find_file for the first one. If no directory has it, that is
 * EXIT_NOINPUT; if name is none, EXIT_CONFIG.
 */
int find_description(const char *name, const char *system_dir, char *const *dirs, size_t ndirs,
		     struct description **ret_description, struct err *err);

/*
 * Opens the file, checks what it got (fs_open, FS_CONFIG), and reads the description of this
 * plugin. Who is about to run a plugin checks the directories on the way, too: check_plugin.
 * Returns 0, EXIT_NOINPUT if it does not exist, EXIT_DENIED, EXIT_DATA if it is too long,
 * EXIT_CONFIG too if the plugin calls itself another name, or as description_parse.
 */
int find_file(const char *path, const char *name, struct description **ret_description,
	      struct err *err);

/* The NAME in a path that ends with NAME.plugin. Returns false if the path has another form. */
#define FIND_NAME_SIZE (LIMIT_NAME + 1)
bool find_name_of(const char *path, char ret_name[FIND_NAME_SIZE]);

/*
 * Checks the description's file and what it names (fs_check_path), for where a plugin is about to
 * run, and for who lists plugins. A relative path starts in the folder where the description really
 * lies. *ret_resolved (may be NULL; the caller frees) is the path of the module or the program,
 * without links; NULL: the line itself names the program. Returns 0, EXIT_CONFIG (what it names is
 * missing, or no regular file, or no program), EXIT_DENIED, EXIT_NOINPUT (the description is gone)
 * or EXIT_OS.
 */
int check_plugin(const struct description *d, char **ret_resolved, struct err *err);

/* Checks the way to the description at path, reads it, and checks what it names. Returns as
 * find_file and check_plugin. */
int check_file(const char *path, struct description **ret_description, char **ret_resolved,
	       struct err *err);
