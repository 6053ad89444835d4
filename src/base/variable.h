/* An environment variable: its name, and its value in the environment of the caller. */
#pragma once

struct variable {
	const char *name;
	/* Any bytes but NUL; NULL: unset. */
	const char *value;
};
