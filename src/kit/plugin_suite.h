/*
 * What the cases of the conformance suite are made of: calling the plugin, and a line of TAP a case.
 * Its cases are in plugin_test.c, but for those of storing, in plugin_test_keep.c.
 */
#ifndef CCRED_KIT_PLUGIN_SUITE_H
#define CCRED_KIT_PLUGIN_SUITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/probe.h"
#include "kit/scenario.h"
#include "stack/run.h"

struct suite {
	const struct scenario_args *scenarios; /* by enum scenario */
	struct description *description;
	const char *path; /* of the description */
	size_t n, failed;
	size_t left; /* calls that left a process behind */
	int code; /* why no more can be printed; 0: all is well */
};

/* One call. Strings that are NULL are not known to the plugin. */
struct suite_call {
	const char *verb; /* get, store, erase */
	enum scenario scenario;
	const char *client_id, *client_secret;
	const char *origin, *tenant; /* origin: else a made-up one */
	bool refresh;
	int64_t told_ms; /* until its deadline; 0: long enough, and negative: it has passed */
	int64_t grace_ms; /* how much longer it may really take */
};

/* Reads the description at path and loads the plugin. Returns 0, or as check_file and probe_load. suite_clear
 * in both cases. */
int suite_begin(struct suite *s, const char *path, const struct scenario_args *scenarios,
		struct err *err);
/* The last case and the plan. Returns 0, EXIT_CONFIG if a case failed, or why no more could be printed. */
int suite_end(struct suite *s);
void suite_clear(struct suite *s);

/* Calls the plugin. The caller clears ret_result->set. */
void suite_run(struct suite *s, const struct suite_call *call, struct line_result *ret_result);

/* One case. detail is shown below a failure; it may be NULL. */
__attribute__((format(printf, 4, 5))) void suite_case(struct suite *s, bool ok, const char *detail,
						      const char *fmt, ...);
/* The same with what a call came to as the detail. */
void suite_case_line(struct suite *s, bool ok, const struct line_result *result, const char *name);
/* A case that is left out, and why. */
void suite_skip(struct suite *s, const char *why);
/* Whether the scenario is not given; then its cases are skipped, and it is said how to give it. */
bool suite_lacks(struct suite *s, enum scenario scenario);

/* Whether a line with the scenario's arguments keeps tenants apart. */
bool suite_separates(const struct suite *s, enum scenario scenario);

/* Storing and erasing, where the plugin offers it. */
void suite_keeping(struct suite *s);

#endif
