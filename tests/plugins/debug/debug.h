/* What the two files of the debug plugin share. */
#pragma once

#include "ccred-plugin.h"

/* Does what the word of do= says. Returns 0, or -1 if there is no such word. */
int debug_act(const struct ccred_host *host, struct ccred_call *call, const char *word);
