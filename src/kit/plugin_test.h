/* The conformance suite of plugins: what ccred plugin test calls, and what it expects. */
#pragma once

#include "base/argument.h"
#include "base/err.h"

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
	const struct argument *args;
	size_t nargs;
};

/* The words of the command line, without "--", by enum scenario. */
extern const char *const scenario_names[N_SCENARIOS];

/*
 * Runs every case for which the scenario is given, the plugin that is described at this absolute path called the way a
 * stack does: one ccred-source process a call, for a made-up profile, where nobody may be asked. Prints
 * TAP (version 12) on stdout, a line as each case ends; no line holds a secret. What a scenario that is
 * not given would have shown is skipped and said so. Returns 0, EXIT_CONFIG if a case failed, EXIT_IO,
 * EXIT_OS, or why the plugin cannot be loaded at all (probe.h).
 */
int plugin_test(const char *path, const struct scenario_args scenarios[N_SCENARIOS],
		struct err *err);
