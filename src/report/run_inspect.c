/* ccred inspect: what the cached token says, and what the server says of it. */
#include "base/banned.h"
#include "report/run.h"
#include "config/config.h"
#include "report/inspect.h"

static int inspect(const struct report_request *request, struct report *r, struct buf *out,
		   int *ret_code, struct err *err)
{
	const struct err *failure;

	report_run(r);
	/* Without a token there is nothing to report. */
	if ((failure = report_why(r, STEP_CACHE)) != NULL) {
		*err = *failure;
		return err->code;
	}
	failure = report_failure(r);
	*ret_code = failure != NULL ? failure->code : 0;
	(request->json ? inspect_json : inspect_text)(r, out);
	return 0;
}

int run_inspect(const struct report_request *request, char about[REPORT_ABOUT], struct buf *out,
		int *ret_code, struct err *err)
{
	struct profile *profile = NULL;
	struct report report;
	int r;

	if ((r = config_find_word(request->word, request->tenant, &profile, err)) != 0)
		return r;
	snprintf(about, REPORT_ABOUT, "%s", profile->name);
	if ((r = report_start(&report, request, &profile, err)) == 0)
		r = inspect(request, &report, out, ret_code, err);
	report_clear(&report);
	return r;
}
