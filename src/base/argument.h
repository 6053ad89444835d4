/* One argument of a source line: the configuration reads it, the plugin's description says what it
 * means. */
#pragma once

#include <stdbool.h>

struct argument {
	char *name;
	/* Expanded: {profile}, {tenant}, and ~ at its start. Empty for a bare word. */
	char *value;
	/* As written behind "=", for a value that has to be expanded in another way. */
	char *raw;
	/* {tenant} stood in it. */
	bool has_tenant;
	/* Where the argument begins in its line, from 1. */
	unsigned column;
};
