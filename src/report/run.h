/* ccred doctor, explain and inspect: each finds out, and prints its report into a buffer. */
#ifndef CCRED_REPORT_RUN_H
#define CCRED_REPORT_RUN_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* The command line. */
struct report_args {
	/* PROFILE or URL; NULL: all profiles (doctor). */
	const char *word;
	/* NULL: none. */
	const char *tenant;
	/* The URL that the doctor calls with the token; NULL: none. */
	const char *url;
	/* explain runs the sources behind the one that decides, too. */
	bool all;
	bool json;
};

/*
 * Each appends its report to out, sets *ret_code to the exit code of the report, and sets about
 * to its profile if it has one. Returns 0, or an exit code if there is no report.
 */
#define REPORT_ABOUT 80
typedef int (*report_fn)(const struct report_args *args, char about[REPORT_ABOUT], struct buf *out,
			 int *ret_code, struct err *err);
int run_doctor(const struct report_args *args, char about[REPORT_ABOUT], struct buf *out,
	       int *ret_code, struct err *err);
int run_explain(const struct report_args *args, char about[REPORT_ABOUT], struct buf *out,
		int *ret_code, struct err *err);
int run_inspect(const struct report_args *args, char about[REPORT_ABOUT], struct buf *out,
		int *ret_code, struct err *err);

#endif
