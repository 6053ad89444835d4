/* One preset of ccred setup: the lines of a profile, with {tenant} for what each customer of a service has of
 * its own. */
#ifndef CCRED_SETUP_PRESET_H
#define CCRED_SETUP_PRESET_H

#include "base/buf.h"
#include "setup/setup.h"

/* Reads the file. Returns 0, EXIT_NOINPUT if there is none, or as fs_open of a configuration. */
int preset_read(const char *path, struct buf *text, struct err *err);

/* The URLs of the service, as written; NULL: the preset has none. Of several targets it is the first. */
struct preset_urls {
	char *issuer, *target;
};

/* Returns 0, EXIT_CONFIG for a line that cannot be split, or EXIT_OS. The caller clears in both cases. */
int preset_find_urls(const char *path, const struct buf *text, struct preset_urls *ret_urls,
		     struct err *err);
void preset_urls_clear(struct preset_urls *urls);

/*
 * Fills in the values of the preset that s does not have yet. Asks for the tenant if the preset needs one and
 * the command line has none. Returns 0, EXIT_CONFIG with the place in the preset, EXIT_USAGE for a tenant that
 * is missing, malformed or not wanted, as prompt_line, or EXIT_OS.
 */
int preset_apply(struct setup *s, const char *path, const struct buf *text, struct err *err);

#endif
