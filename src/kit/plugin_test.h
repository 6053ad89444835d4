/* The conformance suite of plugins: what ccred plugin test calls, and what it expects. */
#pragma once

#include "base/err.h"
#include "kit/scenario.h"

/*
 * Runs every case for which the scenario is given, the plugin that is described at this absolute
 * path called the way a stack does: one ccred-source process a call, for a made-up profile, where
 * nobody may be asked. Prints TAP (version 12) on stdout, a line as each case ends; no line holds a
 * secret. What a scenario that is not given would have shown is skipped and said so. Returns 0,
 * EXIT_CONFIG if a case failed, EXIT_IO, EXIT_OS, or why the plugin cannot be loaded at all
 * (nobody.h).
 */
int plugin_test(const char *path, const struct scenario_args scenarios[N_SCENARIOS],
		struct err *err);
