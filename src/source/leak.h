/* Looking for a secret that a plugin has left behind in the memory of this process. */
#pragma once

#include "base/secret.h"

#define LEAK_WHERE_MAX 32

/*
 * Looks for the secret in all writable memory but the stack: the heap, freed blocks too, anonymous
 * mappings, and the variables of the plugin and its libraries. The secret itself is passed over;
 * the caller wipes its own copies before. Returns 1 and in where the kind of memory that has it, 0,
 * or -1 when memory cannot be read here.
 */
int leak_find(const struct secret *secret, char where[LEAK_WHERE_MAX]);
