/* The lines of a stack: controls, plugins with their arguments, and @stacks expanded. */
#ifndef CCRED_CONFIG_SOURCES_H
#define CCRED_CONFIG_SOURCES_H

#include "config/resolve.h"

/* Appends a "source" or "-source" line to the profile's stack. Returns 0, EXIT_CONFIG or EXIT_OS. */
int sources_add(struct resolve *r, const struct key_line *line, struct err *err);

/*
 * Nonzero if the line gives one tenant's secret to no other tenant: {tenant} in an argument, or a
 * plugin that keeps tenants apart by itself (CCRED_CAP_TENANT). The configuration loads no plugin, so
 * it knows those of ccred by name: keyring, keyctl without description=, and pass without entry=.
 */
bool sources_separate_tenants(const struct source *src);

#endif
