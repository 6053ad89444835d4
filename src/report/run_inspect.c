/* ccred inspect: what the cached token says, and what the server says of it. */
#include "report/report.h"
#include "config/config.h"

/* The exit code of the report is that of the first failure. */
static void put(const struct report *r, struct report_output *out)
{
	const struct err *failure = NULL;

	for (int i = 0; i < N_STEPS && failure == NULL; i++)
		failure = report_why(r, i);
	out->code = failure != NULL ? failure->code : 0;
	(r->request->json ? inspect_json : inspect_text)(r, failure, &out->text);
}

int run_inspect(const struct report_request *request, struct report_output *out, struct err *err)
{
	const struct acquire_request *rq = &request->acquire;
	struct profile *profile = NULL;
	struct report report;
	int r;

	if ((r = config_find_word(rq->profile, rq->tenant, &profile, err)) != 0)
		return r;
	snprintf(out->about, sizeof(out->about), "%s", profile->name);
	if ((r = report_start(&report, request, &profile, err)) == 0) {
		report_run(&report);
		/* Without a token there is nothing to report. */
		if ((r = report.why[STEP_CACHE].code) == 0)
			put(&report, out);
		else
			*err = report.why[STEP_CACHE];
	}
	report_clear(&report);
	return r;
}
