/* The lines of a stack: controls, plugins with their arguments, and @stacks expanded. */
#ifndef CCRED_CONFIG_SOURCES_H
#define CCRED_CONFIG_SOURCES_H

#include "config/resolve.h"

/* Appends a "source" or "-source" line to the profile's stack. Returns 0, EXIT_CONFIG or EXIT_OS. */
int sources_add(struct resolve *r, const struct key_line *line, struct err *err);

/* Frees the lines and what they hold. */
void sources_free(struct source *sources, size_t n);

/*
 * Nonzero if the line gives one tenant's secret to no other tenant: {tenant} in an argument, or a
 * plugin that keeps tenants apart by itself (CCRED_CAP_TENANT). The configuration loads no plugin, so
 * it knows those of ccred by name: keyring, keyctl without description=, and pass without entry=.
 */
bool sources_separate_tenants(const struct source *src);

/* The value of an argument of the line, empty for a bare word; NULL: it is not given. */
const char *sources_arg(const struct source *src, const char *name);

/* Nonzero if the line runs ccred's plugin of that name, by its bare name or by a path. */
bool sources_is_plugin(const struct source *src, const char *name);

#endif
