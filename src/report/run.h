/* ccred doctor, explain and inspect: what is found out, printed into a buffer. */
#ifndef CCRED_REPORT_RUN_H
#define CCRED_REPORT_RUN_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"

/* What the command line says. */
struct report_args {
	/* PROFILE or URL; NULL: all (doctor). */
	const char *word;
	/* NULL: none. */
	const char *tenant;
	/* For the doctor's call of the API; NULL: none. */
	const char *url;
	/* explain: the sources behind the one that decides, too. */
	bool all;
	bool json;
};

/*
 * Each appends its report to out, sets *ret_code to the exit code that the report gives, and about to the
 * profile that it is about, or leaves it alone. Returns 0, or an exit code when there is no report.
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
