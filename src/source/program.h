/* A program with a credential source, as a plugin of the same ABI that modules have. */
#ifndef CCRED_SOURCE_PROGRAM_H
#define CCRED_SOURCE_PROGRAM_H

#include <stdbool.h>

#include "ccred-plugin.h"

/*
 * The plugin that runs this program, with these arguments behind its name (words ends with NULL), and speaks
 * ccred_exec(8) with it. prompts: it asks a person, so that its stdin stays open. All must stay until the process
 * ends, of which one program is all.
 */
const struct ccred_plugin *program_plugin(const char *name, const char *path,
					  const char *const *words, bool prompts);

#endif
