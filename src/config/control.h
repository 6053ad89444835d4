/*
 * The control of a source line, as in pam.conf(5): one of four words, or a bracketed table that maps
 * results and their classes to actions. Pure.
 */
#ifndef CCRED_CONFIG_CONTROL_H
#define CCRED_CONFIG_CONTROL_H

#include "base/location.h"
#include "config/profile.h"

/*
 * Parses the text of a control that starts at at. An exact word wins over its class, the class over
 * "default"; what no word covers: success is ok, ignore is ignore, the rest is bad. Returns 0, or
 * EXIT_CONFIG: an unknown word (with the nearest), a word twice, an action that the result may not
 * have, and what PAM has and ccred has not (jumps, reset).
 */
int control_parse(const char *text, const struct location *at, struct control *ret_control,
		  struct err *err);

#endif
