/*
 * What the cases of the conformance suite are made of: calling the plugin, and a line of TAP a
 * case. Its cases are in plugin_test.c, but for those of storing, in plugin_test_keep.c.
 */
#pragma once

#include "kit/nobody.h"
#include "kit/scenario.h"
#include "stack/run_line.h"

struct suite {
	const struct scenario_args *scenarios; /* by enum scenario */
	struct description *description;
	struct credential first; /* what the case of SUITE_FIRST gave */
	size_t n, failed;
	size_t left; /* calls that left a process behind */
	int code; /* why no more can be printed; 0: all is well */
};

/* The expected end of a call. */
enum suite_wanted {
	/* A credential, with which later ones are compared. */
	SUITE_FIRST,
	SUITE_CREDENTIAL,
	/* The first credential, or another one. */
	SUITE_SAME,
	SUITE_ANOTHER,
	/* The secret of the case, and the client id if the call does not tell it. */
	SUITE_SECRET,
	/* The plugin works, and has no such credential. */
	SUITE_DECLINED,
	/* A credential, or declined. */
	SUITE_ANSWER,
	/* No credential, with a reason of the plugin's. */
	SUITE_NOTHING,
	SUITE_NOTHING_SAID,
	/* A soft result other than a timeout. */
	SUITE_SOFT,
	SUITE_ENDED,
	/* Open does not take the arguments. */
	SUITE_REFUSED,
	/* A credential was stored or erased, or there was none to erase; with a message. */
	SUITE_DONE,
	SUITE_NOT_FOUND,
};

/* One call, and its case. Strings that are NULL are not known to the plugin. */
struct suite_call {
	enum scenario scenario;
	enum suite_wanted wanted;
	const char *name; /* of the case */
	source_run_fn run; /* run_store or run_erase; NULL: run_source */
	const char *client_id, *client_secret;
	const char *tenant, *origin; /* origin: else a made-up one */
	bool refresh;
	int64_t told_ms; /* until its deadline; 0: long enough, and negative: it has passed */
	int64_t grace_ms; /* how much longer it may really take */
};

/* Reads the description at path and loads the plugin. Returns 0, or as check_file and probe_load.
 * suite_clear in both cases. */
int suite_begin(struct suite *s, const char *path, const struct scenario_args *scenarios,
		struct err *err);
/* The last case and the plan. Returns 0, EXIT_CONFIG if a case failed, or why no more could be
 * printed. */
int suite_end(struct suite *s);
void suite_clear(struct suite *s);

/* A call alone. The caller clears ret_result->set. */
void suite_run(struct suite *s, const struct suite_call *call, struct line_result *ret_result);

/* One case. detail is shown below a failure. */
void suite_case(struct suite *s, bool ok, const char *detail, const char *name);
/* Calls, with a case each: what the call came to is the detail. Without the scenario they are
 * skipped, and it is said how to give it. Returns whether it is given. */
bool suite_walk(struct suite *s, enum scenario scenario, const struct suite_call *calls, size_t n);
#define SUITE_WALK(s, scenario, calls) \
	suite_walk(s, scenario, calls, sizeof(calls) / sizeof((calls)[0]))
/* A case that is left out, and why. */
void suite_skip(struct suite *s, const char *why);
/* Whether a line with the scenario's arguments keeps tenants apart. */
bool suite_separates(const struct suite *s, enum scenario scenario);

/* Storing and erasing, where the plugin offers it. */
void suite_keeping(struct suite *s);
