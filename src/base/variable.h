/* An environment variable: its name, and its value in the environment of the caller. */
#ifndef CCRED_BASE_VARIABLE_H
#define CCRED_BASE_VARIABLE_H

struct variable {
	const char *name;
	/* Any bytes but NUL; NULL: unset. */
	const char *value;
};

#endif
