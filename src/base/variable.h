/* An environment variable: its name, and its value in the environment of the caller. */
#pragma once

#include <stdint.h>

struct variable {
	const char *name;
	/* Any bytes but NUL; NULL: unset. */
	const char *value;
	/* Who depends on it, a bit each, where that is known. */
	uint64_t users;
};
