/* The states of the world in which the conformance suite calls a plugin. */
#pragma once

#include "base/argument.h"

/* A state of the world that its author can bring a plugin into, by the arguments of a line. */
enum scenario {
	/* There is a credential. */
	SCENARIO_FOUND,
	/* And another one. */
	SCENARIO_OTHER,
	/* There is none. */
	SCENARIO_ABSENT,
	/* Open refuses the arguments, though the description does not. */
	SCENARIO_WRONG,
	/* No answer comes for a long time. */
	SCENARIO_SLOW,
	/* Credentials may be stored and erased: the suite does so. */
	SCENARIO_STORE,
	N_SCENARIOS,
};

struct scenario_args {
	bool given;
	struct argument *args;
	size_t nargs;
};

/* The words of the command line, without "--", by enum scenario. */
extern const char *const scenario_names[N_SCENARIOS];
