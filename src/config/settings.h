/* What each key does to a profile in the making. */
#ifndef CCRED_CONFIG_SETTINGS_H
#define CCRED_CONFIG_SETTINGS_H

#include "config/resolve.h"

/* Checks the values of a line and puts them into r->profile. Returns 0, EXIT_CONFIG or EXIT_OS. */
int setting_apply(struct resolve *r, const struct key_line *line, struct err *err);

#endif
