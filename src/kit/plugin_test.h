/* The conformance suite of plugins: what ccred plugin test calls, and what it expects. */
#ifndef CCRED_KIT_PLUGIN_TEST_H
#define CCRED_KIT_PLUGIN_TEST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "ccred-plugin.h"

/* A state of the world that its author can bring a plugin into, by the arguments of a line. */
enum scenario {
	SCENARIO_FOUND, /* there is a credential */
	SCENARIO_OTHER, /* and another one */
	SCENARIO_ABSENT, /* there is none */
	SCENARIO_WRONG, /* open refuses the arguments, though the table of options does not */
	SCENARIO_SLOW, /* no answer comes for a long time */
	SCENARIO_STORE, /* credentials may be stored and erased: the suite does so */
	N_SCENARIOS,
};

struct scenario_args {
	bool given;
	const struct ccred_arg *args;
	size_t nargs;
};

/* The words of the command line, without "--", by enum scenario. */
extern const char *const scenario_names[N_SCENARIOS];

/*
 * Runs every case for which the scenario is given, the plugin at this absolute path called the way a
 * stack does: one ccred-source process a call, for a made-up profile, where nobody may be asked. Prints
 * TAP (version 12) on stdout, a line as each case ends; no line holds a secret. What a scenario that is
 * not given would have shown is skipped and said so. Returns 0, EXIT_CONFIG if a case failed, EXIT_IO,
 * EXIT_OS, or why the plugin cannot be loaded at all (probe.h).
 */
int plugin_test(const char *path, const struct scenario_args scenarios[N_SCENARIOS],
		struct err *err);

#endif
