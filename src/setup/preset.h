/* One preset of ccred setup: the lines of a profile, with {tenant} for what each customer of a service has of
 * his own. */
#ifndef CCRED_SETUP_PRESET_H
#define CCRED_SETUP_PRESET_H

#include "base/buf.h"
#include "setup/setup.h"

/* Reads the file. Returns 0, EXIT_NOINPUT if there is none, or as fs_open of a configuration. */
int preset_read(const char *path, struct buf *text, struct err *err);

/* Where the service is, as written; NULL: not said. Of several targets it is the first. */
struct preset_urls {
	char *issuer, *target;
};

/* Returns 0, EXIT_CONFIG for a line that cannot be split, or EXIT_OS. The caller clears in both cases. */
int preset_find_urls(const char *path, const struct buf *text, struct preset_urls *ret_urls,
		     struct err *err);
void preset_urls_clear(struct preset_urls *urls);

/*
 * Takes what the preset says and s does not know yet, with the tenant filled in, for which it asks if need be.
 * Returns 0, EXIT_CONFIG with the place in the preset, EXIT_USAGE for a tenant that is missing, malformed
 * or too many, as prompt_line, or EXIT_OS.
 */
int preset_apply(struct setup *s, const char *path, const struct buf *text, struct err *err);

#endif
