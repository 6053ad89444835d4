/* The file of a plugin: where it lies, who could change it, and whether it is what it should be. */
#ifndef CCRED_PLUGIN_PLUGIN_FILE_H
#define CCRED_PLUGIN_PLUGIN_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "kit/elf_audit.h"

/* ccred_NAME.so: the NAME of the plugin is at most LIMIT_NAME bytes. */
#define PLUGIN_PREFIX "ccred_"
#define PLUGIN_SUFFIX ".so"
#define PLUGIN_SYMBOL "ccred_plugin_v1"

/*
 * Finds a plugin: a bare name in system_dir, then in each of dirs; an absolute path must lie directly
 * in one of these. Returns 0 and the path (the caller frees); EXIT_NOINPUT: not installed;
 * EXIT_CONFIG: a name with slashes or dots, or a path elsewhere.
 */
int plugin_locate(const char *name, const char *system_dir, char *const *dirs, size_t ndirs,
		  char **ret_path, struct err *err);

/* The NAME in a path that ends with ccred_NAME.so, as a new string; NULL if it is not of that form. */
char *plugin_name_of(const char *path);

/*
 * Checks the file and every directory above it (fs_check_path: EXIT_DENIED), and reads from the ELF
 * file, without loading it, that it is a shared object of our class and machine and exports the symbol
 * with a plausible size (EXIT_CONFIG). EXIT_NOINPUT if it does not exist. *ret_capabilities, if asked
 * for, is what the file says of itself: CCRED_CAP_*; *ret_resolved, if asked for, the path to load it
 * by (fs_check_path; the caller frees).
 */
int plugin_check_file(const char *path, uint32_t *ret_capabilities, char **ret_resolved,
		      struct err *err);

/* The same checks of the path, and how the object in it was linked. */
int plugin_audit_file(const char *path, struct elf_audit *ret_audit, struct err *err);

#endif
