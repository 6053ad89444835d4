/* The plugin that a request is for: its description, read again and checked, and the file to load or to run. */
#ifndef CCRED_SOURCE_TARGET_H
#define CCRED_SOURCE_TARGET_H

#include "plugin/description.h"

struct argument;

struct target {
	struct description *description;
	/* The module or the program, without links; or the path of a program as the line gives it;
	 * NULL: it does not. */
	char *path;
	/* The arguments of the program, behind its name; ends with NULL. They point into the description and the
	 * line's arguments. */
	const char **words;
	/* What the plugin offers with these arguments: enum offer, as bits. */
	unsigned offers;
};

/* Reads the description at this path, and checks it and what it names, the whole way. Returns 0 or as check_file. */
int target_read(const char *path, const struct argument *args, size_t nargs,
		struct target *ret_target, struct err *err);

void target_clear(struct target *target);

#endif
