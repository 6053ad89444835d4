/* Whether a plugin keeps the rules: what ccred plugin check finds, and the two forms of its
 * report. */
#pragma once

#include "kit/nobody.h"

#define CHECK_MAX 10

enum check_outcome {
	CHECK_PASS,
	CHECK_FAIL,
	CHECK_SKIP,
};

struct check {
	const char *name;
	enum check_outcome outcome;
	char text[ERR_TEXT_MAX];
	/* Of a fault, and what the plugin said of its result; empty: none. */
	char reason[ERR_REASON_MAX], fix[ERR_FIX_MAX];
};

/* Set up with { 0 }. */
struct check_report {
	const char *path;
	struct check checks[CHECK_MAX];
	size_t n;
	int code; /* of the first that failed; 0: none did */

	/* get was called, and how it went. */
	bool called;
	struct probe get;
};

/* Checks the plugin that is described at this absolute path; get is called with the arguments. */
void plugin_check(const char *path, const struct argument *args, size_t nargs,
		  struct check_report *report);

void check_report_text(const struct check_report *report, struct buf *b);
void check_report_json(const struct check_report *report, struct buf *b);
