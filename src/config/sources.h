/* The lines of a stack: controls, plugins with their arguments, and @stacks expanded. */
#ifndef CCRED_CONFIG_SOURCES_H
#define CCRED_CONFIG_SOURCES_H

#include "config/resolve.h"

/* Appends a "source" or "-source" line to the profile's stack. Returns 0, EXIT_CONFIG or EXIT_OS. */
int sources_add(struct resolve *r, const struct key_line *line, struct err *err);

#endif
