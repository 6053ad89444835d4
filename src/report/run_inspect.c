/* ccred inspect: what the cached token says, and what the server says of it. */
#include "base/banned.h"
#include "report/report.h"
#include "config/config.h"

static int inspect(struct report *r, struct report_output *out, struct err *err)
{
	const struct err *failure = NULL;

	report_run(r);
	/* Without a token there is nothing to report. */
	if (report_why(r, STEP_CACHE) != NULL) {
		*err = r->why[STEP_CACHE];
		return err->code;
	}
	for (int i = 0; i < N_STEPS && failure == NULL; i++)
		failure = report_why(r, i);
	out->code = failure != NULL ? failure->code : 0;
	(r->request->json ? inspect_json : inspect_text)(r, failure, &out->text);
	return 0;
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
	if ((r = report_start(&report, request, &profile, err)) == 0)
		r = inspect(&report, out, err);
	report_clear(&report);
	return r;
}
