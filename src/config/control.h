/*
 * The control of a source line, as in pam.conf(5): one of four words, or a bracketed table that
 * maps results and their classes to actions. Pure.
 */
#pragma once

#include "base/location.h"
#include "config/profile.h"

/*
 * Parses the text of a control that starts at at. An exact word wins over its class, and the class
 * over "default". Where no word says anything, success is ok, ignore is ignore, and all others are
 * bad. Returns 0, or EXIT_CONFIG for an unknown word (with the nearest one), a word that stands
 * twice, an action that its result cannot have, and for jumps and reset, which PAM has and ccred
 * has not.
 */
int control_parse(const char *text, const struct location *at, struct control *ret_control,
		  struct err *err);
