/* ccred doctor, explain and inspect: each finds out, and prints its report into a buffer. */
#ifndef CCRED_REPORT_RUN_H
#define CCRED_REPORT_RUN_H

#include "base/buf.h"
#include "base/err.h"
#include "report/request.h"

/*
 * Each appends its report to out, sets *ret_code to the exit code of the report, and sets about
 * to its profile if it has one. Returns 0, or an exit code if there is no report.
 */
#define REPORT_ABOUT 80
typedef int (*report_fn)(const struct report_request *request, char about[REPORT_ABOUT],
			 struct buf *out, int *ret_code, struct err *err);
/* Of doctor and of explain, which is the doctor without what asks for a token or changes anything. */
int run_doctor(const struct report_request *request, char about[REPORT_ABOUT], struct buf *out,
	       int *ret_code, struct err *err);
int run_inspect(const struct report_request *request, char about[REPORT_ABOUT], struct buf *out,
		int *ret_code, struct err *err);

#endif
